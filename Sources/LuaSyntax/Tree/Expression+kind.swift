extension Expression {
    /// What the expression is, with its article, for messages: "a function call", "a variable".
    public var kindDescription: String {
        switch self {
        case .nil: "nil"
        case .boolean: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .vararg: "'...'"
        case .name(let identifier): "the variable '\(identifier.text)'"
        case .member(let member): "the field '\(member.name.text)' of a variable"
        case .index: "an index into a variable"
        case .call(let call): call.method == nil ? "a function call" : "a method call"
        case .function: "a function"
        case .table: "a table"
        case .unary(let unary): "a calculation with '\(unary.operator.spelling)'"
        case .binary(let binary): "a calculation with '\(binary.operator.spelling)'"
        case .parenthesized(let outer): outer.inner.kindDescription
        case .invalid: "a syntax error"
        }
    }
}
