import ArgumentParser
import Recipes

/// What a run may use.
struct LimitOptions: ParsableArguments {
    @Option(
        name: .customLong("limit"),
        help: ArgumentHelp(
            "Another limit for the run; may be given again.",
            discussion: RunLimits.help.map { "\($0.name): \($0.meaning)" }.joined(separator: "\n"),
            valueName: "name=value"))
    var texts: [String] = []

    func limits() throws -> RunLimits {
        do {
            return try RunLimits(texts)
        } catch let problem as Diagnostic {
            throw ValidationError([problem.message, problem.hint].compactMap(\.self).joined(separator: "; "))
        }
    }
}
