import ArgumentParser
import Journal
import Recipes

struct Promote: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract: "Deploy a release to an environment, by the recipe and with the images it was released with.",
        discussion: """
            Recipe, libraries and parameters are the release's; the environment's data, the policy and the lifecycle are \
            this project's, where it has them. Nothing is built.

            Examples:
              moondock promote v1.8.2 --env staging
              moondock promote v1.8.2 --env production --skip-phase "hotfix, tested by hand"
            """)

    @Argument(help: "The version, or `latest`.")
    var version: String

    @Option(
        help: ArgumentHelp(
            "Deploy it though it has not passed the phase before; the reason is recorded.", valueName: "reason"))
    var skipPhase: String?

    @OptionGroup var promotion: PromotionOptions

    func validate() throws {
        if skipPhase?.allSatisfy(\.isWhitespace) == true { throw ValidationError("--skip-phase needs a reason") }
    }

    func run() async throws {
        let project = promotion.options.project()
        let store = try promotion.options.store(of: project)
        let choice = try await ReleaseChoice.find(version, of: promotion.app, in: store)
        try await Promotion(options: promotion, project: project, store: store)
            .run(choice, .promotion, skipping: skipPhase)
    }
}
