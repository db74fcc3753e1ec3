/// The value of a literal expression with the place it is written.
public struct Literal: Hashable, Sendable {
    /// The value.
    public let value: LiteralValue

    /// The bytes of the expression.
    public let span: SourceSpan
}

/// The value of a literal expression.
public enum LiteralValue: Hashable, Sendable {
    /// `nil`.
    case `nil`
    /// `true` or `false`.
    case boolean(Bool)
    /// An integer.
    case integer(Int64)
    /// A float.
    case float(Double)
    /// A string.
    case string(StringLiteral)
    /// A table.
    case table(LiteralTable)

    /// What kind of value it is, for messages: "a string", "a table".
    public var kindDescription: String {
        switch self {
        case .nil: "nil"
        case .boolean: "a boolean"
        case .integer: "an integer"
        case .float: "a float"
        case .string: "a string"
        case .table: "a table"
        }
    }
}

extension Literal {
    /// The text when the value is a string of UTF-8.
    public var text: String? {
        if case .string(let literal) = value { literal.text } else { nil }
    }

    /// The number when the value is an integer.
    public var integer: Int64? {
        if case .integer(let integer) = value { integer } else { nil }
    }

    /// The truth value when the value is a boolean.
    public var boolean: Bool? {
        if case .boolean(let boolean) = value { boolean } else { nil }
    }

    /// The table when the value is one.
    public var table: LiteralTable? {
        if case .table(let table) = value { table } else { nil }
    }
}
