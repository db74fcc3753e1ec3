import ArgumentParser
import Journal
import Recipes
import RunReports

struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Cancel a run in order: its branches end, and what can be undone is undone.",
        discussion: "A run that no process executes is resumed for its clean-up only.")

    @Argument(help: "The run.")
    var run: String

    @OptionGroup(title: "Project") var options: ProjectOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Secrets") var secretOptions: SecretOptions

    func run() async throws {
        let project = options.project()
        let store = try options.store(of: project)
        let record = try await options.run(run, in: store, of: project)
        try project.rejectForeign(record)
        guard !record.status.isEnded else {
            throw CommandError(2, "run \(record.id) is \(record.status.rawValue) already")
        }
        let person = Identity.ofProcess.user
        try await store.requestCancel(of: record.id, by: person)
        if try await store.hasLiveOwner(record.id) {
            if let process = record.stoppedProcess { throw CommandError(4, "it is recorded, but \(process)") }
            let owner = record.owner ?? "another process"
            print("\(owner) carries run \(record.id) on and ends it now; see: moondock show \(record.id)")
            return
        }
        let session = RunSession(
            project: project, store: store, console: try output.console(), secrets: secretOptions.store(),
            // An undo that waits for something is waited for: nobody else would take it up.
            approvals: .wait, reach: options.reach(of: project))
        let code = await session.execute(record.id) { controller, control in
            control.cancel(by: person)
            return await controller.resume(record, control: control)
        }
        // Whoever took the run up meanwhile sees the request; that is all this command was asked to do.
        throw ExitCode(code == 4 ? 0 : code == 130 ? 0 : code)
    }
}
