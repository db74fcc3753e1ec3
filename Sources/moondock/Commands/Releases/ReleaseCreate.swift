import ArgumentParser
import Console
import Journal
import Recipes

struct ReleaseCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Run a recipe up to the release it makes, and end there.",
        usage: "moondock release create <recipe> [--env <name>] [--<parameter> <value> ...] [<options>]",
        discussion: """
            What comes before the call of `release` is done as in any run, what comes after it is not: nothing is deployed. \
            `moondock promote` deploys it.
            """,
        helpNames: [])

    @Argument(help: "The recipe's file.", completion: .file(extensions: ["lua"]))
    var recipe: String?

    @Option(
        name: [.customLong("env"), .short],
        help: "The environment whose data the build reads; nothing is deployed to it.")
    var environment: String?

    @Flag(help: "Say yes to every request for approval; it is recorded so.")
    var approveAll = false

    @Flag(help: "Without a terminal, wait for people and times instead of exiting with 3.")
    var wait = false

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
            reach: options.reach(of: file.project))
        let id = RunID.fresh()
        let values = try ParameterArguments.read(parameters)
        let code = await session.execute(id) { controller, control in
            await controller.createRelease(
                recipe: file.path, environment: environment, parameters: values, limits: limits, id: id,
                control: control)
        }
        let made = try await session.store.releases(of: nil).first { record in
            ReleaseContent(decoding: record.content)?.token.hasPrefix("\(id)/") == true
        }
        if code == 0, console.style != .json {
            if let made {
                print("released \(made.application) \(made.version)  \(made.digest.description.prefix(12))")
            } else {
                print("nothing was built: that version is released already, with this very content")
            }
        }
        try? session.store.close()
        throw ExitCode(code)
    }
}
