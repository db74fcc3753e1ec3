extension Parser {
    /// Reads an expression whose operators bind tighter than `limit` (`subexpr`, lparser.c).
    mutating func parseExpression(limit: Int = 0) throws(ParseFailure) -> Expression {
        try enterLevel()
        defer { leaveLevel() }
        var left = try parseOperand()
        var terms: [BinaryExpression.Term] = []
        while let `operator` = current.kind.binaryOperator, `operator`.leftPrecedence > limit {
            let start = current.span.start
            advance()
            let right = try parseExpression(limit: `operator`.rightPrecedence)
            let term = BinaryExpression.Term(operator: `operator`, operatorStart: start, operand: right)
            if let last = terms.last, last.operator.leftPrecedence == `operator`.leftPrecedence {
                terms.append(term)
                continue
            }
            if !terms.isEmpty { left = .binary(BinaryExpression(terms: terms, position: terms.count - 1)) }
            terms = [BinaryExpression.Term(operator: `operator`, operatorStart: start, operand: left), term]
        }
        return terms.isEmpty ? left : .binary(BinaryExpression(terms: terms, position: terms.count - 1))
    }

    /// Reads one or more expressions separated by commas.
    /// - Parameter occupied: Registers that are taken beside those of the expressions; a function has 254 of them.
    mutating func parseExpressionList(occupied: Int = 0) throws(ParseFailure) -> [Expression] {
        var expressions = [try parseExpression()]
        while skip(.comma) { expressions.append(try parseExpression()) }
        if expressions.count + occupied > 254 {
            report("function or expression needs too many registers", at: expressions[254 - occupied].span)
        }
        return expressions
    }

    private mutating func parseOperand() throws(ParseFailure) -> Expression {
        guard let `operator` = current.kind.unaryOperator else { return try parseSimpleExpression() }
        let start = current.span.start
        advance()
        let operand = try parseExpression(limit: BinaryOperator.unaryPrecedence)
        return .unary(UnaryExpression(operator: `operator`, operand: operand, span: span(from: start)))
    }

    private mutating func parseSimpleExpression() throws(ParseFailure) -> Expression {
        let token = current
        switch token.kind {
        case .number:
            advance()
            let value = LuaNumber(numeral: source.bytes[token.span.range]) ?? .integer(0)
            return .number(NumberLiteral(value: value, span: token.span))
        case .string, .longString:
            advance()
            return .string(stringLiteral(token))
        case .nil:
            advance()
            return .nil(token.span)
        case .true, .false:
            advance()
            return .boolean(token.kind == .true, token.span)
        case .ellipsis:
            if !function.isVararg { _ = fail("cannot use '...' outside a vararg function") }
            advance()
            return .vararg(token.span)
        case .leftBrace: return .table(try parseTable())
        case .function:
            advance()
            return .function(try parseFunctionBody(keyword: token))
        default: return try parseSuffixedExpression()
        }
    }

    /// The value of a string token.
    func stringLiteral(_ token: Token) -> StringLiteral {
        let bytes = source.bytes[token.span.range]
        if token.kind == .longString {
            let bracket = 2 + bytes.dropFirst().prefix { $0 == UInt8(ascii: "=") }.count
            let content = bytes.dropFirst(bracket).dropLast(bracket)
            return StringLiteral(validating: StringDecoder.normaliseLines(content)[...], span: token.span)
        }
        let content = bytes.dropFirst().dropLast()
        let value = token.isEscaped ? StringDecoder.unescape(content)[...] : content
        return StringLiteral(validating: value, span: token.span)
    }
}
