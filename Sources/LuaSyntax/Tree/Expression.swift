/// An expression (reference manual §3.4).
public enum Expression: Sendable {
    /// `nil`.
    case `nil`(SourceSpan)
    /// `true` or `false`.
    case boolean(Bool, SourceSpan)
    /// A numeral.
    case number(NumberLiteral)
    /// A string constant.
    case string(StringLiteral)
    /// `...`.
    case vararg(SourceSpan)
    /// A variable; `ScopeResolution` distinguishes a local from a global.
    case name(Identifier)
    /// `object.name`.
    case member(MemberExpression)
    /// `object[key]`.
    case index(IndexExpression)
    /// A call of a function or a method.
    case call(CallExpression)
    /// `function (…) … end`.
    case function(FunctionBody)
    /// `{ … }`.
    case table(TableConstructor)
    /// An operator with one operand.
    case unary(UnaryExpression)
    /// An operator with two operands.
    case binary(BinaryExpression)
    /// An expression in parentheses.
    case parenthesized(ParenthesizedExpression)
    /// Something that could not be read; it has a diagnostic.
    case invalid(SourceSpan)

    /// The bytes of the whole expression.
    public var span: SourceSpan {
        switch self {
        case .nil(let span), .boolean(_, let span), .vararg(let span), .invalid(let span): span
        case .number(let literal): literal.span
        case .string(let literal): literal.span
        case .name(let identifier): identifier.span
        case .member(let member): member.span
        case .index(let index): index.span
        case .call(let call): call.span
        case .function(let body): body.span
        case .table(let table): table.span
        case .unary(let unary): unary.span
        case .binary(let binary): binary.span
        case .parenthesized(let inner): inner.span
        }
    }
}

extension Expression {
    /// The expression without the parentheses around it.
    public var withoutParentheses: Expression {
        var expression = self
        while case .parenthesized(let outer) = expression { expression = outer.inner }
        return expression
    }

    /// Whether it can stand on the left of `=`.
    var isAssignable: Bool {
        switch self {
        case .name, .member, .index: true
        default: false
        }
    }
}
