/// Evaluates expressions made of constants and table constructors only, without running any code.
public struct LiteralEvaluator {
    private var diagnostics: [SyntaxDiagnostic] = []

    /// Evaluates an expression.
    ///
    /// Allowed are strings, numerals (also with a minus), booleans, `nil` and tables of such, with keys that are
    /// names or constants.
    /// - Parameter expression: The expression.
    /// - Returns: Its value.
    /// - Throws: `LiteralError` with a diagnostic for each part that is something else, each key given twice, each
    ///   `nil` in a list.
    public static func evaluate(_ expression: Expression) throws(LiteralError) -> Literal {
        var evaluator = LiteralEvaluator()
        let literal = evaluator.literal(expression)
        guard let literal, evaluator.diagnostics.isEmpty else {
            throw LiteralError(diagnostics: evaluator.diagnostics)
        }
        return literal
    }

    /// Evaluates a file of the form `return { … }`.
    /// - Parameter chunk: The parsed file.
    /// - Returns: The value it returns.
    /// - Throws: `LiteralError` with the chunk's own diagnostics when it has any, or for a statement that is not the
    ///   one `return`, or for parts that are not literal.
    public static func evaluate(_ chunk: Chunk) throws(LiteralError) -> Literal {
        guard chunk.isValid else { throw LiteralError(diagnostics: chunk.diagnostics) }
        let statements = chunk.block.statements.filter { if case .empty = $0 { false } else { true } }
        let rule = "the file must be a single 'return' of a literal table"
        guard let first = statements.first else {
            let start = SourceSpan(start: chunk.source.codeStart, end: chunk.source.codeStart)
            throw LiteralError(diagnostics: [SyntaxDiagnostic(span: start, message: "\(rule), and is empty")])
        }
        guard case .return(let statement) = first, statement.values.count == 1 else {
            throw LiteralError(diagnostics: [SyntaxDiagnostic(span: first.span, message: rule)])
        }
        return try evaluate(statement.values[0])
    }

    private mutating func literal(_ expression: Expression) -> Literal? {
        let value: LiteralValue
        switch expression.withoutParentheses {
        case .nil: value = .nil
        case .boolean(let boolean, _): value = .boolean(boolean)
        case .string(let literal): value = .string(literal)
        case .number(let number): value = LiteralValue(number.value)
        case .unary(let unary) where unary.operator == .negate:
            guard case .number(let number) = unary.operand.withoutParentheses else { return reject(expression) }
            value = LiteralValue(number.value.negated)
        case .table(let constructor):
            guard let table = table(constructor) else { return nil }
            value = .table(table)
        default: return reject(expression)
        }
        return Literal(value: value, span: expression.span)
    }

    private mutating func reject(_ expression: Expression) -> Literal? {
        report("only constants are allowed here, not \(expression.kindDescription)", at: expression.span)
        return nil
    }

    private mutating func table(_ constructor: TableConstructor) -> LiteralTable? {
        var entries: [LiteralTable.Entry] = []
        var places: [LiteralTable.Key: SourceSpan] = [:]
        var listCount: Int64 = 0
        for field in constructor.fields {
            let value = literal(field.value)
            let isPositional = field.keySpan == nil
            if isPositional { listCount += 1 }
            guard let key = key(of: field, listPlace: listCount), let value else { continue }
            if value.value == .nil {
                if isPositional { report("nil in a list leaves a hole", at: value.span) }
                continue
            }
            let keySpan = field.keySpan ?? value.span
            if let earlier = places.updateValue(keySpan, forKey: key) {
                let first = SyntaxDiagnostic.Related(span: earlier, message: "the first one")
                report("\(key.description) is given twice", at: keySpan, related: [first])
            }
            entries.append(
                LiteralTable.Entry(key: key, keySpan: keySpan, isPositional: isPositional, value: value))
        }
        return LiteralTable(entries: entries)
    }

    private mutating func key(of field: TableField, listPlace: Int64) -> LiteralTable.Key? {
        switch field.key {
        case .positional: return .integer(listPlace)
        case .name(let identifier): return .text(identifier.text)
        case .expression(let expression):
            guard let literal = literal(expression) else { return nil }
            if let key = LiteralTable.Key(literal.value) { return key }
            report("\(literal.value.kindDescription) cannot be a key", at: literal.span)
            return nil
        }
    }

    private mutating func report(_ message: String, at span: SourceSpan, related: [SyntaxDiagnostic.Related] = []) {
        diagnostics.append(SyntaxDiagnostic(span: span, message: message, related: related))
    }
}
