extension Parser {
    mutating func parseIf() throws(ParseFailure) -> Statement {
        let opener = current
        var branches: [IfStatement.Branch] = []
        repeat {
            advance()
            let condition = parseCondition(before: .then)
            branches.append(IfStatement.Branch(condition: condition, block: parseBlock(openedBy: opener)))
        } while current.kind == .elseif
        let otherwise = skip(.else) ? parseBlock(openedBy: opener) : nil
        try expect(.end, closing: opener)
        return .if(IfStatement(branches: branches, otherwise: otherwise, span: span(from: opener.span.start)))
    }

    mutating func parseWhile() throws(ParseFailure) -> Statement {
        let opener = current
        advance()
        let condition = parseCondition(before: .do)
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
        var head: ForHead?
        do throws(ParseFailure) {
            let complete = try parseForHead()
            try expect(.do)
            head = complete
        } catch {
            skipHead(past: .do)
        }
        let block = try parseLoopBody(opener: opener)
        let span = span(from: opener.span.start)
        switch head {
        case .numeric(let variable, let first, let last, let step):
            return .numericFor(
                NumericForStatement(
                    variable: variable, first: first, last: last, step: step, block: block, span: span))
        case .generic(let variables, let values):
            return .genericFor(
                GenericForStatement(variables: variables, values: values, block: block, span: span))
        case nil: return .invalid(span)
        }
    }

    private enum ForHead {
        case numeric(Identifier, first: Expression, last: Expression, step: Expression?)
        case generic([Identifier], values: [Expression])
    }

    private mutating func parseForHead() throws(ParseFailure) -> ForHead {
        let name = try expectName()
        switch current.kind {
        case .assign:
            advance()
            let first = try parseExpression()
            try expect(.comma)
            let last = try parseExpression()
            let step = skip(.comma) ? try parseExpression() : nil
            return .numeric(name, first: first, last: last, step: step)
        case .comma, .in:
            var variables = [name]
            while skip(.comma) { variables.append(try expectName()) }
            traits.declarationCount += variables.count
            try expect(.in)
            return .generic(variables, values: try parseExpressionList())
        default: throw fail("'=' or 'in' expected")
        }
    }

    private mutating func parseLoopBody(opener: Token) throws(ParseFailure) -> Block {
        function.loopDepth += 1
        traits.declarationCount += 1
        defer { function.loopDepth -= 1 }
        return try parseBody(opener: opener)
    }

    /// Reads a condition and the keyword after it.
    private mutating func parseCondition(before keyword: TokenKind) -> Expression {
        let start = current.span.start
        do throws(ParseFailure) {
            let condition = try parseExpression()
            try expect(keyword)
            return condition
        } catch {
            skipHead(past: keyword)
            return .invalid(span(from: start))
        }
    }
}
