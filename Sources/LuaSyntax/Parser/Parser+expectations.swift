extension Parser {
    mutating func expect(_ kind: TokenKind) throws(ParseFailure) {
        guard skip(kind) else { throw fail("\(kind.quotedSpelling) expected") }
    }

    /// Expects the token that closes an earlier one, and names that one when it stands on another line.
    mutating func expect(_ kind: TokenKind, closing opener: Token) throws(ParseFailure) {
        if skip(kind) { return }
        let opened = source.line(at: opener.span.start)
        guard opened != source.line(at: current.span.start) else {
            throw fail("\(kind.quotedSpelling) expected")
        }
        let related = Diagnostic.Related(
            span: opener.span, message: "this \(opener.kind.quotedSpelling) is not closed")
        throw fail(
            "\(kind.quotedSpelling) expected (to close \(opener.kind.quotedSpelling) at line \(opened))",
            related: [related])
    }

    mutating func expectName() throws(ParseFailure) -> Identifier {
        guard current.kind == .name else { throw fail("<name> expected") }
        let span = current.span
        advance()
        return Identifier(text: source.text(of: span), span: span)
    }
}
