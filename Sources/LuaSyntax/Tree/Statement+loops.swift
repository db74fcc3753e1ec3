/// `for i = first, last, step do … end`.
public final class NumericForStatement: Sendable {
    /// The loop variable.
    public let variable: Identifier
    /// Its first value.
    public let first: Expression
    /// Its last value.
    public let last: Expression
    /// What is added each turn; 1 when absent.
    public let step: Expression?
    /// The statements of one turn.
    public let block: Block
    /// The whole statement.
    public let span: SourceSpan

    init(
        variable: Identifier, first: Expression, last: Expression, step: Expression?, block: Block, span: SourceSpan
    ) {
        self.variable = variable
        self.first = first
        self.last = last
        self.step = step
        self.block = block
        self.span = span
    }
}

/// `for a, b in … do … end`.
public final class GenericForStatement: Sendable {
    /// The loop variables; at least one.
    public let variables: [Identifier]
    /// The iterator with its state.
    public let values: [Expression]
    /// The statements of one turn.
    public let block: Block
    /// The whole statement.
    public let span: SourceSpan

    init(variables: [Identifier], values: [Expression], block: Block, span: SourceSpan) {
        self.variables = variables
        self.values = values
        self.block = block
        self.span = span
    }
}
