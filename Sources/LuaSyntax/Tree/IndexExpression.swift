/// `object[key]`.
public struct IndexExpression: Sendable {
    let chain: AccessChain

    /// What stands before the bracket.
    public var object: Expression { chain.prefix.expression }

    /// What stands between the brackets.
    public var key: Expression {
        guard case .index(let key) = chain.step else { return .invalid(span) }
        return key
    }

    /// From the object to the closing bracket.
    public var span: SourceSpan { chain.span }
}
