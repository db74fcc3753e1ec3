import ArgumentParser
import Foundation
import Recipes
import RunReports

struct Why: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Show who gives a variable a value, where, and which one counts.",
        discussion: """
            The order, from the one that counts least: the default of variables.lua, the environment, a role of the host, the \
            host, a parameter of the recipe. Two roles that both give a value are an error.
            """)

    /// A candidate, for scripts.
    private struct Line: Encodable {
        let variable: String
        let scope: String
        let value: String
        let place: String
        let wins: Bool
    }

    @Argument(help: "The variable.")
    var variable: String

    @Option(name: [.customLong("env"), .short], help: ArgumentHelp("The environment.", valueName: "name"))
    var environment: String

    @Option(help: ArgumentHelp("The host; else what holds without one.", valueName: "name"))
    var host: String?

    @Flag(help: "One JSON object a line.")
    var json = false

    @OptionGroup(title: "Project") var options: ProjectOptions

    func run() async throws {
        let project = options.project()
        let data = try await RecipeInspection.environment(
            environment, in: project, registry: .standard, workerExecutable: WorkerExecutable.path)
        let sources = try RunBundle(variablesOf: project, environment: environment)
        guard let set = try VariableSet(of: sources, data, [:]) else {
            throw CommandError(2, "\(project.root.path) declares no variables\n  = help: moondock docs variables")
        }
        guard set.declaration(variable) != nil else {
            let nearest = Suggestion.nearest(to: variable, among: set.names)
            throw CommandError(
                2,
                "no variable is called '\(variable)'"
                    + (nearest.map { "; did you mean '\($0)'?" } ?? "; there are \(set.names.joined(separator: ", "))"))
        }
        if let host, data.hosts[host] == nil {
            throw CommandError(
                2,
                "the environment '\(environment)' has no host '\(host)'; it has "
                    + data.hosts.keys.sorted().joined(separator: ", "))
        }
        let candidates = set.candidates(variable, host: host)
        let winner: VariableCandidate?
        do throws(Diagnostic) {
            winner = try set.resolve(variable, host: host)
        } catch {
            if !json { for candidate in candidates { print(Self.text(candidate, " ")) } }
            throw CommandError(2, error)
        }
        for candidate in candidates {
            let wins = candidate == winner
            guard json else {
                print(Self.text(candidate, wins ? "→" : " "))
                continue
            }
            print(
                try JSONText.encode(
                    Line(
                        variable: variable, scope: candidate.scope.text, value: candidate.shown,
                        place: candidate.place, wins: wins)))
        }
        if candidates.isEmpty { throw CommandError(2, "nobody gives \(variable) a value, and it has no default") }
    }

    private static func text(_ candidate: VariableCandidate, _ mark: String) -> String {
        "\(mark) \(candidate.scope.text)  \(candidate.shown)  \(candidate.place)"
    }
}
