extension Parser {
    mutating func parseLocal() throws(ParseFailure) -> Statement {
        let start = current
        advance()
        if current.kind == .function { return try parseLocalFunction(start: start) }
        var variables: [LocalStatement.Variable] = []
        repeat {
            let name = try expectName()
            variables.append(LocalStatement.Variable(name: name, attribute: try parseAttribute()))
        } while skip(.comma)
        traits.declarationCount += variables.count
        let closing = variables.filter { $0.attribute == .close }
        if closing.count > 1 {
            let related = SyntaxDiagnostic.Related(span: closing[0].name.span, message: "the first one")
            report(
                "multiple to-be-closed variables in local list", at: closing[1].name.span, related: [related])
        }
        let values = skip(.assign) ? try parseExpressionList() : []
        return .local(LocalStatement(variables: variables, values: values, span: span(from: start.span.start)))
    }

    private mutating func parseAttribute() throws(ParseFailure) -> LocalStatement.Attribute? {
        guard skip(.less) else { return nil }
        let name = try expectName()
        try expect(.greater)
        traits.hasAttributes = true
        switch name.text {
        case "const": return .const
        case "close": return .close
        default:
            report("unknown attribute '\(name.text)'", at: name.span)
            return nil
        }
    }

    mutating func parseLabel() throws(ParseFailure) -> Statement {
        let start = current.span.start
        advance()
        let name = try expectName()
        try expect(.doubleColon)
        traits.hasJumps = true
        return .label(LabelStatement(name: name, span: span(from: start)))
    }

    mutating func parseReturn() throws(ParseFailure) -> Statement {
        let start = current.span.start
        advance()
        let hasValues = !current.kind.endsBlock && current.kind != .semicolon
        let values = hasValues ? try parseExpressionList() : []
        _ = skip(.semicolon)
        return .return(ReturnStatement(values: values, span: span(from: start)))
    }

    /// Reads a call or an assignment (`exprstat`, lparser.c).
    mutating func parseExpressionStatement() throws(ParseFailure) -> Statement {
        let start = current.span.start
        let first = try parseSuffixedExpression()
        guard current.kind == .assign || current.kind == .comma else {
            guard case .call(let call) = first else { throw fail("syntax error") }
            return .call(call)
        }
        guard first.isAssignable else { throw fail("syntax error") }
        var targets = [first]
        let outerNesting = nesting
        while skip(.comma) {
            let target = try parseSuffixedExpression()
            guard target.isAssignable else { throw fail("syntax error") }
            targets.append(target)
            try enterLevel()
        }
        guard skip(.assign) else { throw fail("'=' expected") }
        let values = try parseExpressionList()
        while nesting > outerNesting { leaveLevel() }
        return .assignment(
            AssignmentStatement(targets: targets, values: values, span: span(from: start)))
    }
}
