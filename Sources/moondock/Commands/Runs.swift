public import ArgumentParser
import Console
import Foundation
public import Journal
import Recipes

struct Runs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List runs, the newest first.")

    @Option(name: [.long, .customShort("n")], help: "How many.")
    var limit = 20

    @Option(help: "Only runs that stand so: \(RunStatus.allCases.map(\.rawValue).joined(separator: ", ")).")
    var status: RunStatus?

    @Option(help: ArgumentHelp("Only runs of this recipe, named as in the list.", valueName: "file"))
    var recipe: String?

    @Option(
        name: [.customLong("env"), .short], help: ArgumentHelp("Only runs for this environment.", valueName: "name"))
    var environment: String?

    @Flag(help: "One JSON object a line.")
    var json = false

    @OptionGroup(title: "Project") var options: ProjectOptions

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be at least 1, not \(limit)") }
    }

    func run() async throws {
        let store = try options.store(of: options.project())
        let runs = try await store.runs(
            RunFilter(status: status, recipe: recipe, environment: environment), limit: limit)
        if json {
            for run in runs { print(try JSONText.encode(RunJSON(run))) }
            return
        }
        guard !runs.isEmpty else {
            let isFiltered = status != nil || recipe != nil || environment != nil
            print(isFiltered ? "no such runs" : "no runs yet; `moondock run RECIPE` makes one")
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
        print(lines: table.text(width: TerminalSize.of(descriptor: 1)?.columns, palette: .plain), terminator: "")
    }
}

extension RunStatus: ExpressibleByArgument {}

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
    let wakeAt: String?

    init(_ record: RunRecord) {
        run = record.id.description
        recipe = record.definition.recipe
        environment = record.definition.environment
        status = record.status.rawValue
        summary = record.summary
        requester = record.definition.requester
        createdAt = record.createdAt.text
        updatedAt = record.updatedAt.text
        wakeAt = record.wakeAt?.text
    }
}
