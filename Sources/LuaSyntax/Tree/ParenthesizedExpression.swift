/// An expression in parentheses, which cut several values to one.
public final class ParenthesizedExpression: Sendable {
    /// What stands between the parentheses.
    public let inner: Expression

    /// With the parentheses.
    public let span: SourceSpan

    init(inner: Expression, span: SourceSpan) {
        self.inner = inner
        self.span = span
    }
}
