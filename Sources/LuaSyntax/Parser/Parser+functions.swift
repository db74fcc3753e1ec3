extension Parser {
    /// Reads parameters and block after `function` and the name, up to `end`.
    mutating func parseFunctionBody(keyword: Token) throws(ParseFailure) -> FunctionBody {
        let outer = function
        defer { function = outer }
        function = FunctionContext(isVararg: false)
        let parametersStart = current.span.start
        var parameters: [Identifier] = []
        var vararg: SourceSpan?
        do throws(ParseFailure) {
            try parseParameters(&parameters, vararg: &vararg)
        } catch {
            skipHead(past: .rightParenthesis)
        }
        function.isVararg = vararg != nil
        traits.declarationCount += parameters.count
        let parametersSpan = span(from: parametersStart)
        let block = parseBlock(openedBy: keyword)
        try expect(.end, closing: keyword)
        return FunctionBody(
            parameters: parameters, vararg: vararg, parametersSpan: parametersSpan, block: block,
            span: span(from: keyword.span.start))
    }

    private mutating func parseParameters(
        _ parameters: inout [Identifier], vararg: inout SourceSpan?
    ) throws(ParseFailure) {
        try expect(.leftParenthesis)
        if skip(.rightParenthesis) { return }
        repeat {
            if current.kind == .ellipsis {
                vararg = current.span
                advance()
                break
            }
            guard current.kind == .name else { throw fail("<name> or '...' expected") }
            parameters.append(try expectName())
        } while skip(.comma)
        try expect(.rightParenthesis)
    }

    mutating func parseFunctionStatement() throws(ParseFailure) -> Statement {
        let keyword = current
        advance()
        let base = try expectName()
        var members: [Identifier] = []
        while skip(.dot) { members.append(try expectName()) }
        let method = skip(.colon) ? try expectName() : nil
        let body = try parseFunctionBody(keyword: keyword)
        return .function(
            FunctionStatement(
                base: base, members: members, method: method, body: body, span: span(from: keyword.span.start)))
    }

    mutating func parseLocalFunction(start: Token) throws(ParseFailure) -> Statement {
        let keyword = current
        advance()
        let name = try expectName()
        traits.declarationCount += 1
        let body = try parseFunctionBody(keyword: keyword)
        return .localFunction(LocalFunctionStatement(name: name, body: body, span: span(from: start.span.start)))
    }
}
