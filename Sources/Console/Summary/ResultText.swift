import LuaValues
import TextSafety

/// What a recipe returns, as standard output gets it.
enum ResultText {
    /// Text as it is, nothing for `nil`, any other value as one line of JSON.
    /// - Parameters:
    ///   - value: what the recipe returned.
    ///   - isTerminal: whether a person reads it; control characters are then made visible.
    static func text(_ value: LuaValue, isTerminal: Bool) -> String? {
        switch value {
        case .nil: nil
        case .string(let text) where isTerminal: SafeText.lines(of: text).joined(separator: "\n") + "\n"
        case .string(let text): text + "\n"
        default: JSONValue(value).text + "\n"
        }
    }
}
