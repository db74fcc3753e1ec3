import ArgumentParser
import Recipes

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check what Moondock needs: the engine, the Lua library, database tools, the state folder.")

    @Flag(help: "One JSON object a line.")
    var json = false

    @OptionGroup(title: "Project") var options: ProjectOptions

    func run() async throws {
        let findings = await Examination(project: options.project()).findings()
        for finding in findings {
            if json {
                print(try JSONText.encode(finding))
                continue
            }
            let mark = finding.state == .ok ? "✓" : finding.state == .warning ? "!" : "✗"
            print("\(mark) \(finding.check): \(finding.detail)")
            if let remedy = finding.remedy { print("    → \(remedy)") }
        }
        if findings.contains(where: { $0.state == .failed }) { throw ExitCode(1) }
    }
}
