extension Parser {
    /// Reads statements up to the token that ends the block, which stays current. Errors end with the statement.
    /// - Parameter opener: The keyword the block belongs to; `nil` for the main chunk.
    mutating func parseBlock(openedBy opener: Token?) -> Block {
        let start = previousEnd
        var statements: [Statement] = []
        var labelRun = 0
        while true {
            if current.kind.endsBlock {
                guard opener == nil, current.kind != .endOfFile else { break }
                _ = fail("<eof> expected")
                advance()
                continue
            }
            if case .return(let statement) = statements.last { reportStatement(after: statement, openedBy: opener) }
            let statement = parseStatement()
            statements.append(statement)
            switch statement {
            case .label: labelRun += 1
            case .empty: break
            default: labelRun = 0
            }
            // lparser.c reads a label inside the label before it, and so limits how many may follow each other.
            if nesting + labelRun > Self.nestingLimit {
                _ = fail("too many labels in a row (limit is \(Self.nestingLimit - nesting))")
                abandon()
            }
        }
        return Block(statements: statements, span: SourceSpan(start: start, end: current.span.start))
    }

    private mutating func reportStatement(after statement: ReturnStatement, openedBy opener: Token?) {
        let reason = SyntaxDiagnostic.Related(
            span: statement.span, message: "'return' must be the last statement of its block")
        _ = fail(expectation(ofCloserOf: opener), related: [reason])
    }

    /// Reads a statement; where it cannot, reports why and goes on to where the next one seems to begin.
    private mutating func parseStatement() -> Statement {
        let outer = statementStart
        defer { statementStart = outer }
        statementStart = current
        let (outerNesting, outerFunction) = (nesting, function)
        do throws(ParseFailure) {
            try enterLevel()
            defer { leaveLevel() }
            return try parseAnyStatement()
        } catch {
            (nesting, function) = (outerNesting, outerFunction)
            synchronise()
            return .invalid(span(from: statementStart.span.start))
        }
    }

    private mutating func parseAnyStatement() throws(ParseFailure) -> Statement {
        let token = current
        switch token.kind {
        case .semicolon:
            advance()
            return .empty(token.span)
        case .if: return try parseIf()
        case .while: return try parseWhile()
        case .do:
            advance()
            let block = try parseBody(opener: token)
            return .do(DoStatement(block: block, span: span(from: token.span.start)))
        case .for: return try parseFor()
        case .repeat: return try parseRepeat()
        case .function: return try parseFunctionStatement()
        case .local: return try parseLocal()
        case .doubleColon: return try parseLabel()
        case .return: return try parseReturn()
        case .break:
            advance()
            if function.loopDepth == 0 { traits.strayBreaks.append(token.span) }
            return .break(token.span)
        case .goto:
            advance()
            let label = try expectName()
            traits.hasJumps = true
            return .goto(GotoStatement(label: label, span: span(from: token.span.start)))
        default: return try parseExpressionStatement()
        }
    }

    /// Reads a block and the `end` that closes `opener`.
    mutating func parseBody(opener: Token) throws(ParseFailure) -> Block {
        let block = parseBlock(openedBy: opener)
        try expect(.end, closing: opener)
        return block
    }
}
