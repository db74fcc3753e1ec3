/// One token: its kind and the exact bytes it was written with.
public struct Token: Hashable, Sendable {
    /// What kind of token it is.
    public let kind: TokenKind

    /// Whether a quoted string contains escapes, so that its value differs from its bytes.
    public let isEscaped: Bool

    /// Whether it is the first token of its line.
    public let startsLine: Bool

    /// The bytes of the token, quotes and brackets included.
    public let span: SourceSpan

    init(kind: TokenKind, span: SourceSpan, isEscaped: Bool = false, startsLine: Bool) {
        self.kind = kind
        self.span = span
        self.isEscaped = isEscaped
        self.startsLine = startsLine
    }
}
