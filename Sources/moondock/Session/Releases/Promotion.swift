import ArgumentParser
import Foundation
import Journal
import RecipeLibraries
import Recipes

/// What every command takes that deploys a release.
struct PromotionOptions: ParsableArguments {
    @Option(name: [.customLong("env"), .short], help: ArgumentHelp("The environment.", valueName: "name"))
    var environment: String

    @Option(help: ArgumentHelp("The application, where several have that version.", valueName: "name"))
    var app: String?

    @Flag(help: "Say yes to every request for approval; it is recorded so.")
    var approveAll = false

    @Flag(help: "Without a terminal, wait for people and times instead of exiting with 3.")
    var wait = false

    @Option(
        help: ArgumentHelp(
            "How long to wait for another run in the same environment, such as 10m; else as the environment says.",
            valueName: "duration"))
    var waitForLock: WaitTime?

    @Option(
        help: ArgumentHelp(
            "Begin though the environment is frozen or outside of its windows; the reason is recorded.",
            valueName: "reason"))
    var overrideFreeze: String?

    @OptionGroup(title: "Project") var options: ProjectOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Secrets") var secretOptions: SecretOptions
}

/// The deployment of a release by the recipe that it was released with.
struct Promotion {
    let options: PromotionOptions
    let project: Project
    let store: any RunStore

    /// Runs the recipe, and ends with its exit code.
    /// - Parameters:
    ///   - choice: the release.
    ///   - kind: why it is deployed.
    ///   - skipReason: why a phase is left out; `nil` where none is.
    func run(_ choice: ReleaseChoice, _ kind: DeploymentRecord.Kind, skipping skipReason: String?) async throws {
        let pinned = try await choice.bundle(in: store)
        let deployment = ReleaseDeployment(choice.content, kind: kind, skipReason: skipReason)
        var bundle = try pinned.promoting(deployment, to: options.environment, in: project)
        bundle.freezeOverride = options.overrideFreeze
        try await admit(choice, bundle, kind, skipReason)
        let console = try options.output.console()
        let session = RunSession(
            project: project, store: store, console: console, secrets: options.secretOptions.store(),
            approvals: RunSession.policy(approveAll: options.approveAll, wait: options.wait, console: console),
            lockWait: options.waitForLock?.duration, reach: options.options.reach(of: project))
        let id = RunID.fresh()
        let code = await session.execute(id) { [bundle] controller, control in
            await controller.promote(bundle, parameters: choice.content.parameters, id: id, control: control)
        }
        try? store.close()
        throw ExitCode(code)
    }

    /// Looks before anything is done whether its turn has come; the run looks once more.
    private func admit(
        _ choice: ReleaseChoice, _ bundle: RunBundle, _ kind: DeploymentRecord.Kind, _ skipReason: String?
    ) async throws {
        guard skipReason == nil else { return }
        let done = try await store.deployments(to: nil).filter {
            $0.release == choice.record.digest && $0.status == .done
        }
        let passed = Set(done.map(\.environment))
        if kind == .rollback, passed.contains(options.environment) { return }
        let missing = bundle.lifecycle.missing(before: options.environment, passed: passed)
        guard !missing.isEmpty else { return }
        let app = options.app.map { " --app \($0)" } ?? ""
        throw CommandError(
            4,
            "\(choice.name) was not deployed to \(missing.joined(separator: ", ")), which comes before "
                + "\(options.environment) in the lifecycle\n  = help: moondock promote \(choice.content.version)\(app) --env "
                + "\(missing[0]), or leave the phase out, on record: --skip-phase REASON")
    }
}
