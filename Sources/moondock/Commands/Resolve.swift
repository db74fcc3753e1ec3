import ArgumentParser
import Journal
import Primitives
import Recipes

struct Resolve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "Say what became of a step that may or may not have happened, and resume; or give a run up.",
        usage: """
            moondock resolve <run> <step> --retry | --done <value> | --fail [<options>]
            moondock resolve <run> --abandon <reason>
            """,
        discussion: """
            A step is in doubt when the process that did it died before its end was recorded and the world cannot be \
            asked, and when it would be done again though it must not be without a person's confirmation. Look at the world \
            first: `moondock show RUN` shows what is known.

            A run that is given up with --abandon stays as it is: nothing more is done and nothing undone for it. Its \
            locks are free, and it cannot be resumed.

            Examples:
              moondock resolve last 4 --retry
              moondock resolve last 4 --done '{"code": 0}' --comment "the migration is in the table"
              moondock resolve last 4 --fail --comment "it was never sent"
              moondock resolve last --abandon "put right by hand"
            """)

    @Argument(help: "The run.")
    var run: String

    @Argument(help: "The step's path, such as 3 or 3/web-2/1.")
    var step: String?

    @Flag(help: "It did not happen: do it again.")
    var retry = false

    @Option(help: ArgumentHelp("It was done; this is its result, as JSON (null for none).", valueName: "value"))
    var done: String?

    @Flag(help: "It failed: the recipe gets an error at this step.")
    var fail = false

    @Option(help: ArgumentHelp("Give the run up as it is; the reason is recorded.", valueName: "reason"))
    var abandon: String?

    @Option(help: "Why; recorded with the answer.")
    var comment: String?

    @Flag(help: "Record the answer and do not resume.")
    var recordOnly = false

    @OptionGroup var resuming: ResumeOptions

    func validate() throws {
        let verdicts = [retry, done != nil, fail].count(where: \.self)
        if let abandon {
            guard verdicts == 0, step == nil else {
                throw ValidationError("--abandon is about the whole run: leave the step and its answer out")
            }
            guard abandon.contains(where: { !$0.isWhitespace }) else {
                throw ValidationError("--abandon needs a reason, such as \"put right by hand\"")
            }
            return
        }
        guard step != nil else { throw ValidationError("name the step, or give the run up with --abandon REASON") }
        guard verdicts == 1 else { throw ValidationError("say one of --retry, --done VALUE and --fail") }
    }

    func run() async throws {
        let person = Identity.ofProcess.user
        if let abandon { return try await giveUp(abandon, person) }
        guard let step else { throw ValidationError("name the step") }
        let answer = OperatorAnswer(try verdict(person), by: person, comment: comment)
        try await resuming.resume(run) { record, controller in
            guard !record.status.isEnded else {
                throw CommandError(2, "run \(record.id) is \(record.status.rawValue); no step of it is in doubt")
            }
            try await controller.resolve(record, step: step, answer: answer)
            if recordOnly {
                print("recorded; resume it with: moondock resume \(record.id)")
                throw ExitCode.success
            }
            return try await resuming.options.store(of: resuming.options.project()).find(record.id.description)
        } _: { record, _, controller, control, limits in
            await controller.resume(record, limits: limits, control: control)
        }
    }

    /// Gives the run up; nothing is resumed.
    private func giveUp(_ reason: String, _ person: String) async throws {
        let project = resuming.options.project()
        let store = try resuming.options.store(of: project)
        let record = try await resuming.options.run(run, in: store, of: project)
        if !resuming.acceptProject { try project.rejectForeign(record) }
        guard !record.status.isEnded else {
            throw CommandError(2, "run \(record.id) is \(record.status.rawValue) already")
        }
        let session = RunSession(
            project: project, store: store, console: try resuming.output.console(),
            secrets: resuming.secretOptions.store(), approvals: .park, accepted: resuming.accepted)
        try await session.controller { _ in }.abandon(record, by: person, reason: reason)
        print("run \(record.id) is given up; it holds no lock any more, and nothing was done or undone for it")
        try? store.close()
    }

    private func verdict(_ person: String) throws -> OperatorAnswer.Verdict {
        if retry { return .retry }
        guard let done else { return .failed(comment ?? "\(person) said that it failed") }
        guard let value = JSONBody.decode(done) else {
            throw CommandError(2, "--done takes JSON, such as '{\"code\": 0}' or null, not \(done)")
        }
        return .done(value)
    }
}
