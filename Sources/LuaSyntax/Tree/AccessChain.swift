/// A name or a parenthesised expression with the accesses and calls that follow it: `a.b[c]:d(e)`.
///
/// Lua sets no limit to the length of such a chain, so it is kept flat: the nodes of the tree are views of one array,
/// and neither building nor freeing a long chain recurses.
struct AccessChain: Sendable {
    enum Step: Sendable {
        case root(Expression)
        case member(Identifier)
        case index(Expression)
        case call(CallArguments)
        case methodCall(Identifier, CallArguments)
    }

    struct Link: Sendable {
        let step: Step
        let end: Int
    }

    let links: [Link]
    /// Index of the last link this view includes.
    let position: Int

    var step: Step { links[position].step }

    /// The view that ends one link earlier.
    var prefix: AccessChain { AccessChain(links: links, position: position - 1) }

    var span: SourceSpan {
        guard case .root(let root) = links[0].step else { return SourceSpan(start: 0, end: 0) }
        return SourceSpan(start: root.span.start, end: links[position].end)
    }

    var expression: Expression {
        switch step {
        case .root(let root): root
        case .member: .member(MemberExpression(chain: self))
        case .index: .index(IndexExpression(chain: self))
        case .call, .methodCall: .call(CallExpression(chain: self))
        }
    }
}
