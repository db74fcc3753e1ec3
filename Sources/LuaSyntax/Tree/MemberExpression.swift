/// `object.name`.
public struct MemberExpression: Sendable {
    let chain: AccessChain

    /// What stands before the dot.
    public var object: Expression { chain.prefix.expression }

    /// The name after the dot.
    public var name: Identifier {
        guard case .member(let name) = chain.step else { return Identifier(text: "", span: span) }
        return name
    }

    /// From the object to the name.
    public var span: SourceSpan { chain.span }
}
