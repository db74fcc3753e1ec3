/// A numeral.
public struct NumberLiteral: Hashable, Sendable {
    /// Its value; a malformed numeral, which has a diagnostic, counts as 0.
    public let value: LuaNumber

    /// Where it is written.
    public let span: SourceSpan
}
