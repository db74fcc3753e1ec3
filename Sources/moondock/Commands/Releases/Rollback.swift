import ArgumentParser
import Journal
import Recipes
import RunReports

struct Rollback: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Deploy an earlier release to an environment, in the place of the one that runs there.",
        discussion: """
            Without --to it is the release that ran there before. What a rollback does not take back is said first: \
            databases stay as they are, and the backups that were made since are listed.
            """)

    @Option(help: ArgumentHelp("The version to go back to.", valueName: "version"))
    var to: String?

    @OptionGroup var promotion: PromotionOptions

    func run() async throws {
        let project = promotion.options.project()
        let store = try promotion.options.store(of: project)
        let deployments = try await deployments(in: store)
        let choice: ReleaseChoice
        if let pair = EnvironmentStanding.rollbackTarget(in: deployments, to: to) {
            choice = try await ReleaseChoice.find(
                pair.target.version, of: pair.target.application, in: store)
            Output.report(
                "rolling \(promotion.environment) back from \(pair.current.application) \(pair.current.version) to "
                    + "\(choice.content.version), which came there \(pair.target.startedAt.text)")
            let backups = try await BackupsSince(pair.target.updatedAt, in: promotion.environment, store: store)
            for line in backups.lines { Output.report(line) }
        } else if let to {
            // It was never here: it has to pass the phases as any other.
            choice = try await ReleaseChoice.find(to, of: promotion.app ?? deployments.first?.application, in: store)
        } else {
            throw CommandError(
                2,
                "nothing ran in \(promotion.environment) before what runs there now"
                    + "\n  = help: name a version with --to; moondock release list shows those there are")
        }
        try await Promotion(options: promotion, project: project, store: store).run(choice, .rollback, skipping: nil)
    }

    /// What was deployed there of the application that is meant.
    private func deployments(in store: any RunStore) async throws -> [DeploymentRecord] {
        let all = try await store.deployments(to: promotion.environment)
        let applications = Set(all.map(\.application)).sorted()
        guard let name = promotion.app ?? (applications.count == 1 ? applications.first : nil) else {
            if applications.isEmpty {
                throw CommandError(2, "no release was deployed to \(promotion.environment)")
            }
            throw CommandError(
                2,
                "several applications run in \(promotion.environment): \(applications.joined(separator: ", "))"
                    + "\n  = help: name one with --app")
        }
        return all.filter { $0.application == name }
    }
}
