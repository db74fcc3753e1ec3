/// `do … end`.
public final class DoStatement: Sendable {
    /// The statements.
    public let block: Block
    /// The whole statement.
    public let span: SourceSpan

    init(block: Block, span: SourceSpan) {
        self.block = block
        self.span = span
    }
}

/// `while condition do … end`.
public final class WhileStatement: Sendable {
    /// What is tested before each turn.
    public let condition: Expression
    /// The statements of one turn.
    public let block: Block
    /// The whole statement.
    public let span: SourceSpan

    init(condition: Expression, block: Block, span: SourceSpan) {
        self.condition = condition
        self.block = block
        self.span = span
    }
}

/// `repeat … until condition`; the condition sees the block's locals.
public final class RepeatStatement: Sendable {
    /// The statements of one turn.
    public let block: Block
    /// What is tested after each turn.
    public let condition: Expression
    /// The whole statement.
    public let span: SourceSpan

    init(block: Block, condition: Expression, span: SourceSpan) {
        self.block = block
        self.condition = condition
        self.span = span
    }
}

/// `if … then … elseif … else … end`.
public final class IfStatement: Sendable {
    /// One condition with its block.
    public struct Branch: Sendable {
        /// What is tested.
        public let condition: Expression
        /// What runs when it holds.
        public let block: Block
    }

    /// The `if` and its `elseif`s; at least one.
    public let branches: [Branch]
    /// The block after `else`.
    public let otherwise: Block?
    /// The whole statement.
    public let span: SourceSpan

    init(branches: [Branch], otherwise: Block?, span: SourceSpan) {
        self.branches = branches
        self.otherwise = otherwise
        self.span = span
    }
}
