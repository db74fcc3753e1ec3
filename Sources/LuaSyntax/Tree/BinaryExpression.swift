/// `left operator right`.
///
/// A run of left-associative operators (`a + b - c …`) has no limit in Lua; it is kept flat like an `AccessChain`, and
/// a node is a view of its first operands.
public struct BinaryExpression: Sendable {
    struct Term: Sendable {
        /// The operator before the operand; without meaning for the first term.
        let `operator`: BinaryOperator
        let operatorStart: Int
        let operand: Expression
    }

    let terms: [Term]
    /// Index of the last term this view includes; at least 1.
    let position: Int

    /// Which operator it is.
    public var `operator`: BinaryOperator { terms[position].operator }

    /// Where the operator is written.
    public var operatorSpan: SourceSpan {
        let start = terms[position].operatorStart
        return SourceSpan(start: start, end: start + `operator`.spelling.utf8.count)
    }

    /// The left operand.
    public var left: Expression {
        position == 1
            ? terms[0].operand : .binary(BinaryExpression(terms: terms, position: position - 1))
    }

    /// The right operand.
    public var right: Expression { terms[position].operand }

    /// From the left operand to the right one.
    public var span: SourceSpan {
        SourceSpan(start: terms[0].operand.span.start, end: right.span.end)
    }

    /// All operands of the run of operators, from left to right.
    public var operands: some Sequence<Expression> {
        terms[...position].lazy.map(\.operand)
    }
}
