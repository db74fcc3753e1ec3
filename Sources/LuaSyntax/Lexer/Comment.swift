/// A comment, kept beside the tree.
public struct Comment: Hashable, Sendable {
    /// The whole comment from its dashes on; a short comment ends before its newline.
    public let span: SourceSpan

    /// Whether it is written in long brackets (`--[[ … ]]`).
    public let isLong: Bool

    /// Whether nothing but spaces stands before it on its line.
    public let startsLine: Bool
}
