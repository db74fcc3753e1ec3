extension Parser {
    /// Reads a name or a parenthesised expression with everything accessed on it (`suffixedexp`, lparser.c).
    mutating func parseSuffixedExpression() throws(ParseFailure) -> Expression {
        let root = try parsePrimaryExpression()
        guard let first = try parseSuffix() else { return root }
        var links = [AccessChain.Link(step: .root(root), end: root.span.end), first]
        while let link = try parseSuffix() { links.append(link) }
        return AccessChain(links: links, position: links.count - 1).expression
    }

    private mutating func parsePrimaryExpression() throws(ParseFailure) -> Expression {
        switch current.kind {
        case .name: return .name(try expectName())
        case .leftParenthesis:
            let opener = current
            advance()
            let inner = try parseExpression()
            try expect(.rightParenthesis, closing: opener)
            return .parenthesized(ParenthesizedExpression(inner: inner, span: span(from: opener.span.start)))
        default: throw fail("unexpected symbol")
        }
    }

    private mutating func parseSuffix() throws(ParseFailure) -> AccessChain.Link? {
        let step: AccessChain.Step
        switch current.kind {
        case .dot:
            advance()
            step = .member(try expectName())
        case .leftBracket:
            advance()
            let key = try parseExpression()
            try expect(.rightBracket)
            step = .index(key)
        case .colon:
            advance()
            let method = try expectName()
            step = .methodCall(method, try parseCallArguments())
        case .leftParenthesis, .leftBrace, .string, .longString: step = .call(try parseCallArguments())
        default: return nil
        }
        return AccessChain.Link(step: step, end: previousEnd)
    }

    private mutating func parseCallArguments() throws(ParseFailure) -> CallArguments {
        let opener = current
        switch opener.kind {
        case .leftParenthesis:
            advance()
            let expressions = current.kind == .rightParenthesis ? [] : try parseExpressionList(occupied: 1)
            try expect(.rightParenthesis, closing: opener)
            return CallArguments(
                form: .parenthesized, expressions: expressions, span: span(from: opener.span.start))
        case .leftBrace:
            let table = try parseTable()
            return CallArguments(form: .table, expressions: [.table(table)], span: table.span)
        case .string, .longString:
            advance()
            return CallArguments(form: .string, expressions: [.string(stringLiteral(opener))], span: opener.span)
        default: throw fail("function arguments expected")
        }
    }
}
