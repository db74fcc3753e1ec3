extension Parser {
    mutating func parseTable() throws(ParseFailure) -> TableConstructor {
        let opener = current
        try expect(.leftBrace)
        var fields: [TableField] = []
        while current.kind != .rightBrace {
            do throws(ParseFailure) {
                fields.append(try parseField())
            } catch {
                guard skipToNextField() else { throw error }
            }
            if skip(.comma) || skip(.semicolon) || current.kind == .rightBrace { continue }
            guard isAtFieldWithoutSeparator else { break }
            let end = SourceSpan(start: previousEnd, end: previousEnd)
            _ = fail(
                expectation(of: .rightBrace, closing: opener),
                related: [Diagnostic.Related(span: end, message: "a ',' may be missing here")])
        }
        try expect(.rightBrace, closing: opener)
        return TableConstructor(fields: fields, span: span(from: opener.span.start))
    }

    private mutating func parseField() throws(ParseFailure) -> TableField {
        let start = current.span.start
        let key: TableField.Key
        if current.kind == .name, peekKind() == .assign {
            key = .name(try expectName())
            advance()
        } else if skip(.leftBracket) {
            key = .expression(try parseExpression())
            try expect(.rightBracket)
            try expect(.assign)
        } else {
            key = .positional
        }
        let value = try parseExpression()
        return TableField(key: key, value: value, span: span(from: start))
    }

    /// Whether the current token looks like the next field of a table whose comma was forgotten: on a line of its
    /// own, indented deeper than the statement.
    private var isAtFieldWithoutSeparator: Bool {
        guard current.startsLine, column(of: current) > column(of: statementStart) else { return false }
        switch current.kind {
        case .name, .leftBracket, .leftBrace, .string, .longString, .number: return true
        default: return false
        }
    }
}
