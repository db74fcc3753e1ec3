import ArgumentParser
import Journal
import Recipes

struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Resume a run from its journal.",
        usage: "moondock resume <run> [<options>]\nmoondock resume --all [<options>]",
        discussion: """
            Completed steps are not repeated; what failed is tried again, and a block that was undone is begun anew. RUN \
            may be shortened, or be `last`. A run that is done is left alone, and that is no error. \
            A run goes on with the files it was begun with. With --edited it goes on with those of the project as they \
            are now, unless what they change was done already.

            With --all, every parked run whose wait is over is resumed, one after the other: those that were \
            answered, whose time has come, or whose request has expired. It ends at once when there is none, and with \
            the worst exit code of the runs, where a run that waits again counts as good. It suits a systemd timer or \
            a line of cron, once a minute:
              * * * * *  cd /srv/shop && moondock resume --all --progress plain
            """)

    @Argument(help: "The run.")
    var run: String?

    @Flag(help: "Every parked run whose wait is over.")
    var all = false

    @Flag(help: "Go on with the project's files as they are now.")
    var edited = false

    @Flag(help: "With --all: also the runs whose process died, by a crash or a reboot.")
    var interrupted = false

    @OptionGroup var resuming: ResumeOptions

    func validate() throws {
        guard (run != nil) != all else {
            throw ValidationError(all ? "name a run or give --all, not both" : "name a run, or give --all")
        }
        if interrupted, !all { throw ValidationError("--interrupted goes with --all") }
        if all, resuming.wait || edited {
            throw ValidationError(
                "--all resumes what need not wait, with the files it has; leave --wait and --edited out")
        }
    }

    func run() async throws {
        guard let run else {
            let store = try resuming.options.store(of: resuming.options.project())
            let code = try await DueRuns(
                project: resuming.options.project(), store: store, output: resuming.output,
                secrets: resuming.secretOptions
            ).resume(
                limits: try resuming.limitOptions.limits(), approveAll: resuming.approveAll,
                withInterrupted: interrupted)
            try? store.close()
            throw ExitCode(code)
        }
        try await resuming.resume(run, preparing: Self.rejectEnded) { record, _, controller, control, limits in
            await controller.resume(record, limits: limits, isEdited: edited, control: control)
        }
    }

    /// Rejects a run that has come to its end.
    static func rejectEnded(_ record: RunRecord, _ controller: RunController) throws -> RunRecord {
        guard record.status.isEnded else { return record }
        if record.status == .done {
            print("run \(record.id) is done; there is nothing to resume")
            throw ExitCode.success
        }
        throw CommandError(
            2,
            "run \(record.id) is \(record.status.rawValue); there is nothing to resume "
                + "(`moondock rerun \(record.id)` begins it anew)")
    }
}
