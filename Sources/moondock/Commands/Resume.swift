import ArgumentParser
import Journal
import Recipes

struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Carry a run on from its journal.",
        usage: "moondock resume <run> [<options>]\n       moondock resume --all [<options>]",
        discussion: """
            Completed steps are not repeated; what failed is tried again. RUN may be shortened, or be `last`.

            With --all, every parked run whose wait is over is carried on, one after the other: those that were
            answered, whose time has come, or whose request has expired. It ends at once when there is none, and with
            the worst exit code of the runs, where a run that waits again counts as good. It suits a systemd timer or
            a line of cron, once a minute:
              * * * * *  cd /srv/shop && moondock resume --all --progress plain
            """)

    @Argument(help: "The run.")
    var run: String?

    @Flag(help: "Every parked run whose wait is over.")
    var all = false

    @Flag(help: "With --all: also the runs whose process died, by a crash or a reboot.")
    var interrupted = false

    @Flag(help: "Say yes to every request for approval; it is recorded so.")
    var approveAll = false

    @Flag(help: "Without a terminal, wait for people and times instead of exiting with 3.")
    var wait = false

    @OptionGroup(title: "Project") var options: ProjectOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Secrets") var secretOptions: SecretOptions
    @OptionGroup(title: "Limits") var limitOptions: LimitOptions

    func validate() throws {
        guard (run != nil) != all else {
            throw ValidationError(all ? "name a run or give --all, not both" : "name a run, or give --all")
        }
        if interrupted, !all { throw ValidationError("--interrupted goes with --all") }
        if all, wait { throw ValidationError("--all carries on what need not wait; leave --wait out") }
    }

    func run() async throws {
        let project = options.project()
        let store = try options.store(of: project)
        guard let run else {
            let code = try await WokenRuns(project: project, store: store, output: output, secrets: secretOptions)
                .carryOn(limits: try limitOptions.limits(), approveAll: approveAll, withInterrupted: interrupted)
            try? store.close()
            throw ExitCode(code)
        }
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
