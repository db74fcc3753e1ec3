/// A name as written in the source.
public struct Identifier: Hashable, Sendable {
    /// The name; always ASCII.
    public let text: String

    /// Where it is written.
    public let span: SourceSpan
}
