import ArgumentParser
import Journal
import Primitives
import Recipes

struct Resolve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what became of a step that may or may not have happened, and carry on.",
        discussion: """
            A step is in doubt when the process that did it died before its end was recorded and the world cannot be
            asked. Look at the world first: `moondock show RUN` tells what is known.

            Examples:
              moondock resolve last 4 --retry
              moondock resolve last 4 --done '{"code": 0}' --comment "the migration is in the table"
              moondock resolve last 4 --fail --comment "it was never sent"
            """)

    @Argument(help: "The run.")
    var run: String

    @Argument(help: "The step's path, such as 3 or 3/web-2/1.")
    var step: String

    @Flag(help: "It did not happen: do it again.")
    var retry = false

    @Option(help: ArgumentHelp("It was done; this is its result, as JSON (null for none).", valueName: "value"))
    var done: String?

    @Flag(help: "It failed: the recipe gets an error at this step.")
    var fail = false

    @Option(help: "Why; recorded with the answer.")
    var comment: String?

    @Flag(help: "Record the answer and do not carry on.")
    var recordOnly = false

    @OptionGroup var carrying: CarryingOptions

    func validate() throws {
        guard [retry, done != nil, fail].count(where: \.self) == 1 else {
            throw ValidationError("say one of --retry, --done VALUE and --fail")
        }
    }

    func run() async throws {
        let person = CurrentUser.identity.user
        let answer = OperatorAnswer(try verdict(person), by: person, comment: comment)
        try await carrying.carryOn(run) { record, controller in
            let record = try Resume.refuseEnded(record, controller)
            try await controller.resolve(record, step: step, answer: answer)
            if recordOnly {
                print("recorded; carry on with: moondock resume \(record.id)")
                throw ExitCode.success
            }
            return try await carrying.options.store(of: carrying.options.project()).find(record.id.description)
        } _: { record, _, controller, control, limits in
            await controller.resume(record, limits: limits, control: control)
        }
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
