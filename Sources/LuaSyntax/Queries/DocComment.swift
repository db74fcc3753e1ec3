/// The comment block directly above a declaration.
public struct DocComment: Hashable, Sendable {
    /// Its lines without dashes, brackets and one space after them.
    public let lines: [String]

    /// From its first to its last byte.
    public let span: SourceSpan

    /// The lines joined.
    public var text: String { lines.joined(separator: "\n") }
}
