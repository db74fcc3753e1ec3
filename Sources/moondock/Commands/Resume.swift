import ArgumentParser
import Journal
import Recipes

struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Carry a run on from its journal.",
        discussion: "Completed steps are not repeated; what failed is tried again. RUN may be shortened, or be `last`.")

    @Argument(help: "The run.")
    var run: String

    @Flag(help: "Say yes to every request for approval; it is recorded so.")
    var approveAll = false

    @Flag(help: "Without a terminal, wait for approvals from elsewhere instead of exiting with 3.")
    var wait = false

    @OptionGroup(title: "Project") var options: ProjectOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Secrets") var secretOptions: SecretOptions
    @OptionGroup(title: "Limits") var limitOptions: LimitOptions

    func run() async throws {
        let project = options.project()
        let store = try options.store(of: project)
        let record = try await store.find(run)
        guard !record.status.isEnded else {
            throw CommandError(2, "run \(record.id) is \(record.status.rawValue); there is nothing to resume")
        }
        let limits = try limitOptions.limits()
        let console = try output.console()
        let session = RunSession(
            project: project, store: store, console: console, secrets: secretOptions.store(),
            approvals: RunSession.policy(approveAll: approveAll, wait: wait, console: console))
        let code = await session.carryOn(record.id) { controller, control in
            await controller.resume(record, limits: limits, control: control)
        }
        try? store.close()
        throw ExitCode(code)
    }
}
