import ArgumentParser
import Console
import Foundation
import Journal
import Recipes

struct Runs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List runs, the newest first.")

    @Option(name: [.long, .customShort("n")], help: "How many.")
    var limit = 20

    @Flag(help: "One JSON object a line.")
    var json = false

    @OptionGroup(title: "Project") var options: ProjectOptions

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be at least 1, not \(limit)") }
    }

    func run() async throws {
        let store = try options.store(of: options.project())
        let runs = try await store.runs(limit: limit)
        if json {
            for run in runs { print(try JSONText.encode(RunJSON(run))) }
            return
        }
        guard !runs.isEmpty else {
            print("no runs yet; `moondock run RECIPE` makes one")
            return
        }
        let table = TableOutput(
            columns: [
                .init("RUN"), .init("STATUS"), .init("RECIPE"), .init("ENVIRONMENT"), .init("BY"),
                .init("TOOK", isAlignedRight: true), .init("NOTE", isFlexible: true),
            ],
            rows: runs.map { run in
                [
                    StyledText(run.id.description), StyledText(run.status.rawValue),
                    StyledText(run.definition.recipe), StyledText(run.definition.environment ?? "-"),
                    StyledText(run.definition.requester),
                    StyledText(DurationText.text(seconds: run.updatedAt.seconds(since: run.createdAt))),
                    StyledText(run.summary ?? ""),
                ]
            })
        print(table.text(width: TerminalSize.of(descriptor: 1)?.columns, palette: .plain), terminator: "")
    }
}

/// A run, for scripts.
struct RunJSON: Encodable {
    let run: String
    let recipe: String
    let environment: String?
    let status: String
    let summary: String?
    let requester: String
    let createdAt: String
    let updatedAt: String

    init(_ record: RunRecord) {
        run = record.id.description
        recipe = record.definition.recipe
        environment = record.definition.environment
        status = record.status.rawValue
        summary = record.summary
        requester = record.definition.requester
        createdAt = record.createdAt.text
        updatedAt = record.updatedAt.text
    }
}
