/// `goto name`.
public final class GotoStatement: Sendable {
    /// The label's name.
    public let label: Identifier
    /// The whole statement.
    public let span: SourceSpan

    init(label: Identifier, span: SourceSpan) {
        self.label = label
        self.span = span
    }
}

/// `::name::`.
public final class LabelStatement: Sendable {
    /// The label's name.
    public let name: Identifier
    /// The whole statement.
    public let span: SourceSpan

    init(name: Identifier, span: SourceSpan) {
        self.name = name
        self.span = span
    }
}
