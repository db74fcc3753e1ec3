/// Why a file is not changed. No value is ever in it.
public struct ConfigurationError: Error, Hashable, Sendable {
    /// The kinds of reasons.
    public enum Kind: String, Hashable, Sendable {
        /// The file is not what its format says.
        case malformed
        /// Its bytes are no text in the encoding it has.
        case encoding
        /// It has more bytes, or more in each other, than is read.
        case tooLarge = "too_large"
        /// There is no such key.
        case missingKey = "missing_key"
        /// The key is there more than once.
        case duplicateKey = "duplicate_key"
        /// The key leads to no single value.
        case notAValue = "not_a_value"
        /// The key is no key of this format.
        case invalidKey = "invalid_key"
        /// The format has no form for the value.
        case unwritable
    }

    /// The reason's kind.
    public let kind: Kind
    /// Where in the file it is; `nil` where it is nowhere.
    public let position: TextPosition?
    /// The key it is about.
    public let key: String?
    /// What is wrong, without the file's name.
    public let message: String
    /// What to do.
    public let hint: String?

    init(
        _ kind: Kind, at position: TextPosition? = nil, key: String? = nil, _ message: String, hint: String? = nil
    ) {
        self.kind = kind
        self.position = position
        self.key = key
        self.message = message
        self.hint = hint
    }
}

extension ConfigurationError: CustomStringConvertible {
    /// The message, with the place before it.
    public var description: String { position.map { "\($0): \(message)" } ?? message }
}

/// A place in a text.
public struct TextPosition: Hashable, Sendable, CustomStringConvertible {
    /// The line, from 1.
    public let line: Int
    /// The character in it, from 1.
    public let column: Int

    /// The place in words.
    public var description: String { "line \(line), column \(column)" }
}
