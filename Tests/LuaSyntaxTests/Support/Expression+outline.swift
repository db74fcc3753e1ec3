import LuaSyntax

extension LuaSyntax.Expression {
    /// The expression with its structure made visible by brackets.
    var outline: String {
        switch self {
        case .nil: "nil"
        case .boolean(let value, _): "\(value)"
        case .number(let literal):
            switch literal.value {
            case .integer(let integer): "\(integer)"
            case .float(let float): "\(float)"
            }
        case .string(let literal): "'\(literal.text ?? "?")'"
        case .vararg: "..."
        case .name(let identifier): identifier.text
        case .member(let member): "\(member.object.outline).\(member.name.text)"
        case .index(let index): "\(index.object.outline)[\(index.key.outline)]"
        case .call(let call):
            "\(call.callee.outline)\(call.method.map { ":\($0.text)" } ?? "")"
                + "(\(call.arguments.expressions.map(\.outline).joined(separator: ", ")))"
        case .function(let body): "function/\(body.parameters.count)\(body.vararg == nil ? "" : "+")"
        case .table(let table): "{\(table.fields.map(\.outline).joined(separator: ", "))}"
        case .unary(let unary): "<\(unary.operator.spelling) \(unary.operand.outline)>"
        case .binary(let binary): "<\(binary.left.outline) \(binary.operator.spelling) \(binary.right.outline)>"
        case .parenthesized(let outer): "(\(outer.inner.outline))"
        case .invalid: "invalid"
        }
    }
}

extension TableField {
    fileprivate var outline: String {
        switch key {
        case .positional: value.outline
        case .name(let name): "\(name.text)=\(value.outline)"
        case .expression(let key): "[\(key.outline)]=\(value.outline)"
        }
    }
}
