import ArgumentParser
import Recipes
import RunReports

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check what Moondock needs: the engine, the Lua library, database tools, the state folder.")

    @Flag(help: "One JSON object a line.")
    var json = false

    @OptionGroup(title: "Project") var options: ProjectOptions

    func run() async throws {
        let results = await SystemCheck(project: options.project()).results()
        for result in results {
            if json {
                print(try JSONText.encode(result))
                continue
            }
            let mark = result.state == .ok ? "✓" : result.state == .warning ? "!" : "✗"
            print("\(mark) \(result.check): \(result.detail)")
            if let remedy = result.remedy { print("    → \(remedy)") }
        }
        if results.contains(where: { $0.state == .failed }) { throw ExitCode(1) }
    }
}
