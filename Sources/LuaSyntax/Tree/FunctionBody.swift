/// The parameters and the block of a function.
public final class FunctionBody: Sendable {
    /// The named parameters, without the `self` of a method.
    public let parameters: [Identifier]

    /// Where `...` is written among the parameters; `nil` for a function without it.
    public let vararg: SourceSpan?

    /// The parameter list with its parentheses.
    public let parametersSpan: SourceSpan

    /// The statements.
    public let block: Block

    /// From `function` to `end`.
    public let span: SourceSpan

    init(
        parameters: [Identifier], vararg: SourceSpan?, parametersSpan: SourceSpan, block: Block, span: SourceSpan
    ) {
        self.parameters = parameters
        self.vararg = vararg
        self.parametersSpan = parametersSpan
        self.block = block
        self.span = span
    }
}
