import ConfigurationFiles
import LuaValues
import Recipes
import TextSafety

extension StepError {
    /// The error of a file that is not changed.
    /// - Parameters:
    ///   - file: its path in the project.
    ///   - primitive: the primitive that was to change it.
    init(_ error: ConfigurationError, in file: String, of primitive: String) {
        let place = error.position.map { "\(file):\($0.line):\($0.column)" } ?? file
        var fields: [String: LuaValue] = ["file": .string(file)]
        fields["line"] = error.position.map { .integer(Int64($0.line)) }
        fields["column"] = error.position.map { .integer(Int64($0.column)) }
        fields["key"] = error.key.map { .string($0) }
        self.init(
            code: "\(primitive).\(error.kind.rawValue)",
            HiddenCharacters.shown("\(place): \(error.message)"), hint: error.hint.map(HiddenCharacters.shown),
            fields: fields)
    }
}
