import LuaValues
import Recipes

/// Answers that are no failure.
enum StatusPattern: Hashable, Sendable {
    case code(Int)
    /// All codes with this first digit.
    case `class`(Int)

    func fits(_ status: Int) -> Bool {
        switch self {
        case .code(let code): code == status
        case .class(let first): status / 100 == first
        }
    }
}

/// Under which name a server does a request once.
enum IdempotencyKey: Hashable, Sendable {
    case text(String)
    /// The step's own token.
    case step
}

extension OptionType where Value == StatusPattern {
    static let statusPattern = OptionType("a status like 200 or \"2xx\"", annotation: "integer|string") {
        value, path throws(OptionError) in
        if let code = value.integer, (100...599).contains(code) { return .code(Int(code)) }
        if let text = value.string, text.count == 3, text.hasSuffix("xx"), let first = text.first?.wholeNumberValue,
            (1...5).contains(first)
        {
            return .class(first)
        }
        throw .mismatch(value, path, expected: "a status like 200 or \"2xx\"")
    }
}

extension OptionType where Value == IdempotencyKey {
    static let idempotencyKey = OptionType("a key, or true", annotation: "string|true") {
        value, path throws(OptionError) in
        if value == true { return .step }
        guard let text = value.string, !text.isEmpty, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .mismatch(value, path, expected: "a key of printable characters, or true")
        }
        return .text(text)
    }
}

extension OptionType where Value == String {
    /// A method: a token of RFC 9110 in capital letters.
    static let httpMethod = OptionType("a method like \"POST\"", annotation: "string") {
        value, path throws(OptionError) in
        guard let text = value.string, !text.isEmpty, text.utf8.allSatisfy({ (65...90).contains($0) }) else {
            throw .mismatch(value, path, expected: "a method in capital letters like \"POST\"")
        }
        return text
    }
}
