public import ArgumentParser
import Console
import Foundation
public import Journal
import Recipes
import RunReports

struct Runs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "runs", abstract: "List runs, the newest first.")

    @Option(name: [.long, .customShort("n")], help: "How many.")
    var limit = 20

    @Option(help: "Only runs of this status.")
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
        let project = options.project()
        let store = try options.store(of: project)
        let runs = try await store.runs(
            RunFilter(status: status, recipe: recipe, environment: environment), limit: limit)
        var liveness: [RunID: RunLiveness] = [:]
        for run in runs where run.status == .running {
            liveness[run.id] = RunLiveness(run, hasLiveOwner: try await store.hasLiveOwner(run.id))
        }
        if json {
            for run in runs { print(try JSONText.encode(RunJSON(run, liveness[run.id]))) }
            return
        }
        guard !runs.isEmpty else {
            let isFiltered = status != nil || recipe != nil || environment != nil
            print(isFiltered ? "no such runs" : "no runs yet; `moondock run RECIPE` makes one")
            return
        }
        let isShared = runs.contains { !project.has($0) }
        let table = TableOutput(
            columns: [
                .init("RUN"), .init("STATUS"), .init("RECIPE"), .init("ENVIRONMENT"), .init("BY"),
                .init("TOOK", isAlignedRight: true), .init("NOTE", isFlexible: true),
            ] + (isShared ? [.init("PROJECT")] : []),
            rows: runs.map { run in
                [
                    StyledText(run.id.description),
                    StyledText(liveness[run.id]?.text(of: run.status) ?? run.status.rawValue),
                    StyledText(run.definition.recipe), StyledText(run.definition.environment ?? "-"),
                    StyledText(run.definition.requester),
                    StyledText(DurationText.text(seconds: run.updatedAt.seconds(since: run.createdAt))),
                    StyledText(run.summary ?? ""),
                ] + (isShared ? [StyledText(run.definition.project?.root ?? "-")] : [])
            })
        print(lines: table.text(width: TerminalSize.of(descriptor: 1)?.columns, palette: .plain), terminator: "")
    }
}

extension RunStatus: ExpressibleByArgument {}
