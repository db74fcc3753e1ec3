import ArgumentParser
import RecipeLibraries
import RunReports

struct Version: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    @Flag(help: "Print it as JSON.")
    var json = false

    func run() throws {
        print(
            json
                ? try JSONText.encode(["version": ProductVersion.current.description])
                : "moondock \(ProductVersion.current)")
    }
}
