extension Parser {
    mutating func parseIf() throws(ParseFailure) -> Statement {
        let opener = current
        var branches: [IfStatement.Branch] = []
        repeat {
            advance()
            let condition = try parseCondition(before: .then)
            branches.append(IfStatement.Branch(condition: condition, block: parseBlock(openedBy: opener)))
        } while current.kind == .elseif
        let otherwise = skip(.else) ? parseBlock(openedBy: opener) : nil
        try expect(.end, closing: opener)
        return .if(IfStatement(branches: branches, otherwise: otherwise, span: span(from: opener.span.start)))
    }

    mutating func parseWhile() throws(ParseFailure) -> Statement {
        let opener = current
        advance()
        let condition = try parseCondition(before: .do)
        let block = try parseLoopBody(opener: opener)
        return .while(WhileStatement(condition: condition, block: block, span: span(from: opener.span.start)))
    }

    mutating func parseRepeat() throws(ParseFailure) -> Statement {
        let opener = current
        advance()
        function.loopDepth += 1
        let block = parseBlock(openedBy: opener)
        try expect(.until, closing: opener)
        let condition = try parseExpression()
        function.loopDepth -= 1
        return .repeat(RepeatStatement(block: block, condition: condition, span: span(from: opener.span.start)))
    }

    mutating func parseFor() throws(ParseFailure) -> Statement {
        let opener = current
        advance()
        do throws(ParseFailure) {
            let name = try expectName()
            switch current.kind {
            case .assign: return try parseNumericFor(opener: opener, variable: name)
            case .comma, .in: return try parseGenericFor(opener: opener, first: name)
            default: throw fail("'=' or 'in' expected")
            }
        } catch {
            guard skip(to: .do) else { throw error }
            advance()
            _ = try parseLoopBody(opener: opener)
            return .invalid(span(from: opener.span.start))
        }
    }

    private mutating func parseNumericFor(opener: Token, variable: Identifier) throws(ParseFailure) -> Statement {
        advance()
        let first = try parseExpression()
        try expect(.comma)
        let last = try parseExpression()
        let step = skip(.comma) ? try parseExpression() : nil
        try expect(.do)
        let block = try parseLoopBody(opener: opener)
        return .numericFor(
            NumericForStatement(
                variable: variable, first: first, last: last, step: step, block: block,
                span: span(from: opener.span.start)))
    }

    private mutating func parseGenericFor(opener: Token, first: Identifier) throws(ParseFailure) -> Statement {
        var variables = [first]
        while skip(.comma) { variables.append(try expectName()) }
        try expect(.in)
        let values = try parseExpressionList()
        try expect(.do)
        let block = try parseLoopBody(opener: opener)
        return .genericFor(
            GenericForStatement(
                variables: variables, values: values, block: block, span: span(from: opener.span.start)))
    }

    private mutating func parseLoopBody(opener: Token) throws(ParseFailure) -> Block {
        function.loopDepth += 1
        traits.declarationCount += 1
        defer { function.loopDepth -= 1 }
        return try parseBody(opener: opener)
    }

    /// Reads a condition and the keyword after it. When the condition is broken but the keyword follows on its line,
    /// the block is read all the same, so that its `end` is not taken for another's.
    private mutating func parseCondition(before keyword: TokenKind) throws(ParseFailure) -> Expression {
        let start = current.span.start
        do throws(ParseFailure) {
            let condition = try parseExpression()
            try expect(keyword)
            return condition
        } catch {
            guard skip(to: keyword) else { throw error }
            advance()
            return .invalid(span(from: start))
        }
    }
}
