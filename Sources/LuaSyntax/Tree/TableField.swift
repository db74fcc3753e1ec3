/// One field of a table constructor.
public struct TableField: Sendable {
    /// How a field's key is written.
    public enum Key: Sendable {
        /// No key: the next element of the list.
        case positional
        /// `name = value`.
        case name(Identifier)
        /// `[expression] = value`.
        case expression(Expression)
    }

    /// The key.
    public let key: Key

    /// The value.
    public let value: Expression

    /// From the key, or its bracket, to the end of the value.
    public let span: SourceSpan

    /// The key as text when it is `name =` or `["name"] =`.
    public var name: String? {
        switch key {
        case .positional: nil
        case .name(let identifier): identifier.text
        case .expression(.string(let literal)): literal.text
        case .expression: nil
        }
    }

    /// Where the key is written (without brackets); `nil` for an element of the list.
    public var keySpan: SourceSpan? {
        switch key {
        case .positional: nil
        case .name(let identifier): identifier.span
        case .expression(let expression): expression.span
        }
    }
}
