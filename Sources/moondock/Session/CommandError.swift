import Recipes

/// A command's own error, with its exit code.
struct CommandError: Error, CustomStringConvertible {
    let exitCode: Int32
    let description: String

    init(_ exitCode: Int32, _ diagnostic: Diagnostic) {
        self.init(exitCode, String(diagnostic.rendered.trimmingPrefix("error: ")))
    }

    init(_ exitCode: Int32, _ description: String) {
        self.exitCode = exitCode
        self.description = description
    }
}
