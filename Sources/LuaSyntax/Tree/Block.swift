/// A list of statements with a scope of its own.
public struct Block: Sendable {
    /// The statements in order.
    public let statements: [Statement]

    /// From the first byte after the keyword that opens the block to the keyword that closes it.
    public let span: SourceSpan
}
