extension Parser {
    mutating func expect(_ kind: TokenKind) throws(ParseFailure) {
        guard skip(kind) else { throw fail("\(kind.quotedSpelling) expected") }
    }

    /// Expects the token that closes an earlier one, and names that one when it stands on another line.
    mutating func expect(_ kind: TokenKind, closing opener: Token) throws(ParseFailure) {
        if skip(kind) { return }
        throw failUnclosed(opener, with: kind)
    }

    /// Reports that an opening token is not closed where it should be.
    /// - Parameter hint: A better explanation than that the opener is not closed.
    mutating func failUnclosed(
        _ opener: Token, with kind: TokenKind, hint: SyntaxDiagnostic.Related? = nil
    ) -> ParseFailure {
        let unclosed = SyntaxDiagnostic.Related(
            span: opener.span, message: "this \(opener.kind.quotedSpelling) is not closed")
        let related = hint ?? (isOnCurrentLine(opener) ? nil : unclosed)
        return fail(expectation(of: kind, closing: opener), related: related.map { [$0] } ?? [])
    }

    /// What is said when a block does not end where it should.
    func expectation(ofCloserOf opener: Token?) -> String {
        guard let opener else { return "\(TokenKind.endOfFile.quotedSpelling) expected" }
        return expectation(of: opener.kind == .repeat ? .until : .end, closing: opener)
    }

    func expectation(of kind: TokenKind, closing opener: Token) -> String {
        guard !isOnCurrentLine(opener) else { return "\(kind.quotedSpelling) expected" }
        let line = source.line(at: opener.span.start)
        return "\(kind.quotedSpelling) expected (to close \(opener.kind.quotedSpelling) at line \(line))"
    }

    private func isOnCurrentLine(_ token: Token) -> Bool {
        source.line(at: token.span.start) == source.line(at: current.span.start)
    }

    mutating func expectName() throws(ParseFailure) -> Identifier {
        guard current.kind == .name else { throw fail("<name> expected") }
        let span = current.span
        advance()
        return Identifier(text: source.text(of: span), span: span)
    }
}
