import ArgumentParser
import Journal
import Recipes
import RunReports

struct ReleaseDiff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show in what two releases differ.",
        discussion: "Compares images, parameters, and the hashes of what they were made from.")

    @Argument(help: "The one version.")
    var from: String

    @Argument(help: "The other one, or `latest`.")
    var to: String

    @Option(help: ArgumentHelp("The application, where several have these versions.", valueName: "name"))
    var app: String?

    @Flag(help: "One JSON object a line.")
    var json = false

    @OptionGroup(title: "Project") var options: ProjectOptions

    func run() async throws {
        let store = try options.store(of: options.project())
        let old = try await ReleaseChoice.find(from, of: app, in: store)
        let new = try await ReleaseChoice.find(to, of: app ?? old.content.application, in: store)
        let changes = ReleaseChange.all(from: old.content, to: new.content)
        if json {
            for change in changes { print(try JSONText.encode(change)) }
            return
        }
        print("\(old.name) and \(new.name)")
        for change in changes { print("  \(change)") }
        if changes.isEmpty { print("  no difference but when and by whom they were made") }
    }
}
