/// `callee(arguments)` or `object:method(arguments)`.
public struct CallExpression: Sendable {
    let chain: AccessChain

    /// What is called, or for a method call the object it is called on.
    public var callee: Expression { chain.prefix.expression }

    /// The name after the colon of a method call.
    public var method: Identifier? {
        if case .methodCall(let method, _) = chain.step { method } else { nil }
    }

    /// The arguments with the way they are written.
    public var arguments: CallArguments {
        switch chain.step {
        case .call(let arguments), .methodCall(_, let arguments): arguments
        default: CallArguments(form: .parenthesized, expressions: [], span: span)
        }
    }

    /// From the callee to the end of the arguments.
    public var span: SourceSpan { chain.span }
}
