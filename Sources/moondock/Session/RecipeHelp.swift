import ArgumentParser
import Foundation
import LuaValues
import Primitives
import Recipes

/// `moondock run RECIPE --help`: what the recipe's own header says.
enum RecipeHelp {
    static func show(_ file: RecipeFile) async throws {
        let header: RecipeDescription
        do {
            let value = try await RecipeInspection.header(
                of: file.path, in: file.project, registry: PrimitiveRegistry(StandardPrimitives.all()),
                workerExecutable: WorkerExecutable.path)
            header = try RecipeDescription(header: value)
        } catch let diagnostic as Diagnostic {
            Output.report(diagnostic.rendered)
            throw ExitCode(2)
        }
        for line in lines(header, file) { print(line) }
    }

    private static func lines(_ header: RecipeDescription, _ file: RecipeFile) -> [String] {
        var lines: [String] = []
        if let summary = header.summary { lines += [summary, ""] }
        let parameters = header.parameters.sorted { $0.key < $1.key }
        let required = parameters.filter { $0.value.fallback == nil }
        let usage = required.map { " --\($0.key) <\($0.value.kind.rawValue)>" }.joined()
        let environments = RunBundle.environments(of: file.project)
        let environment = environments.isEmpty ? "" : " --env <\(environments.joined(separator: "|"))>"
        lines.append(
            "USAGE: moondock run \(file.path)\(environment)\(usage)\(parameters.isEmpty ? "" : " [<parameters>]")")
        if !parameters.isEmpty { lines += ["", "PARAMETERS:"] }
        let width = parameters.map { $0.key.count + $0.value.kind.placeholder.count + 3 }.max() ?? 0
        for (name, parameter) in parameters {
            let flag = "--\(name) \(parameter.kind.placeholder)".padding(
                toLength: width + 1, withPad: " ", startingAt: 0)
            lines.append("  \(flag)  \(note(parameter))")
        }
        lines += ["", "See `moondock run --help` for the options every recipe has."]
        return lines
    }

    private static func note(_ parameter: RecipeParameter) -> String {
        var parts: [String] = []
        if let help = parameter.help { parts.append(help) }
        if !parameter.choices.isEmpty { parts.append("(one of \(parameter.choices.joined(separator: ", ")))") }
        if let fallback = parameter.fallback {
            parts.append("(default: \(fallback.string ?? "\(fallback)"))")
        } else {
            parts.append("(required)")
        }
        return parts.joined(separator: " ")
    }
}
