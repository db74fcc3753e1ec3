import ArgumentParser
import Foundation
import Journal
import Recipes

struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a recipe.",
        usage: "moondock run <recipe> [--env <name>] [--<parameter> <value> ...] [<options>]",
        discussion: """
            The recipe's own parameters are given as options; `moondock run RECIPE --help` lists them.

            Examples:
              moondock run hello.lua
              moondock run release.lua --env production --version v1.8.2
              moondock run acme.kit:blue-green --env staging       (a recipe of the library acme.kit)
            """,
        helpNames: [])

    @Argument(help: "The recipe's file, or LIBRARY:RECIPE.", completion: .file(extensions: ["lua"]))
    var recipe: String?

    @Option(name: [.customLong("env"), .short], help: "The environment: environments/<name>.lua.")
    var environment: String?

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

    @Flag(help: "Take libraries from the folders that moondock.local.lua names.")
    var allowLocal = false

    @Flag(name: [.long, .short], help: "Show help, with the recipe's parameters where a recipe is named.")
    var help = false

    @OptionGroup(title: "Project") var options: ProjectOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Secrets") var secretOptions: SecretOptions
    @OptionGroup(title: "Limits") var limitOptions: LimitOptions

    @Argument(parsing: .allUnrecognized, help: .hidden)
    var parameters: [String] = []

    func run() async throws {
        guard let recipe else {
            guard help else { throw ValidationError("Missing expected argument '<recipe>'") }
            throw CleanExit.helpRequest(self)
        }
        let file = try RecipeFile(recipe, options)
        if help { return try await RecipeHelp.show(file) }
        let limits = try limitOptions.limits()
        let console = try output.console()
        let session = RunSession(
            project: file.project, store: try options.store(of: file.project), console: console,
            secrets: secretOptions.store(),
            approvals: RunSession.policy(approveAll: approveAll, wait: wait, console: console),
            lockWait: waitForLock?.duration, allowsLocal: allowLocal, reach: options.reach(of: file.project))
        let id = RunID.fresh()
        let values = try ParameterArguments.read(parameters)
        let code = await session.execute(id) { controller, control in
            await controller.start(
                recipe: file.path, environment: environment, parameters: values, limits: limits,
                overridingFreeze: overrideFreeze, id: id, control: control)
        }
        try? session.store.close()
        throw ExitCode(code)
    }
}
