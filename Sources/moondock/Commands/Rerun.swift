import ArgumentParser
import Journal
import Recipes

struct Rerun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rerun",
        abstract: "Begin a new run from the sources and parameters of another one.",
        discussion: """
            With --from, what the other run did before STEP is taken over from its journal and not done again. \
            RUN may be shortened, or be `last`; `moondock show RUN --paths` shows the steps' paths.
            """)

    @Argument(help: "The run.")
    var run: String

    @Option(help: ArgumentHelp("The first step to do again: a path such as 3 or 3/web-2/1.", valueName: "step"))
    var from: String?

    @Flag(help: "Take the project's files as they are now.")
    var edited = false

    @OptionGroup var resuming: ResumeOptions

    func run() async throws {
        try await resuming.resume(run, isNew: true) { record, id, controller, control, limits in
            await controller.rerun(record, from: from, limits: limits, isEdited: edited, id: id, control: control)
        }
    }
}
