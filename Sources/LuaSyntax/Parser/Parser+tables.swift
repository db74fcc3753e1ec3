extension Parser {
    mutating func parseTable() throws(ParseFailure) -> TableConstructor {
        let opener = current
        try expect(.leftBrace)
        var fields: [TableField] = []
        while current.kind != .rightBrace, !isAtStatementKeyword {
            do throws(ParseFailure) {
                fields.append(try parseField())
                guard current.kind != .rightBrace, !skip(.comma), !skip(.semicolon) else { continue }
                try expectForgottenSeparator(in: opener)
            } catch {
                guard skipToNextField(of: opener) else { throw error }
            }
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

    /// Whether the table was left open: no field begins with such a token.
    private var isAtStatementKeyword: Bool {
        switch current.kind {
        case .local, .if, .while, .for, .do, .repeat, .return, .break, .goto: true
        default: current.kind.endsBlock
        }
    }

    /// Reports that the table should end here; throws unless what follows looks like a field whose comma was
    /// forgotten: on a line of its own, indented deeper than the statement.
    private mutating func expectForgottenSeparator(in opener: Token) throws(ParseFailure) {
        let isField: Bool =
            switch current.kind {
            case .name, .leftBracket, .leftBrace, .string, .longString, .number: true
            default: false
            }
        let isForgotten = isField && current.startsLine && column(of: current) > column(of: statementStart)
        let place = SourceSpan(start: previousEnd, end: previousEnd)
        let hint = SyntaxDiagnostic.Related(span: place, message: "a ',' may be missing here")
        let failure = failUnclosed(opener, with: .rightBrace, hint: isForgotten ? hint : nil)
        if !isForgotten { throw failure }
    }
}
