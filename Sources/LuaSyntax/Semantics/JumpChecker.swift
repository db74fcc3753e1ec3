/// Finds the jumps of one function that Lua rejects: to labels that are missing, given twice, or in the scope of a
/// local the jump would skip (reference manual §3.3.4, lparser.c).
struct JumpChecker {
    private struct PendingJump {
        let statement: GotoStatement
        /// Number of locals in scope where the jump is, or in the block it has moved out to.
        var localCount: Int
    }

    private let source: LuaSource
    private var locals: [Identifier] = []
    private var labels: [Identifier] = []
    private var pending: [PendingJump] = []
    private var errors: [SyntaxDiagnostic] = []

    /// All jump errors of a chunk.
    static func errors(in chunk: Chunk) -> [SyntaxDiagnostic] {
        var errors = check(chunk.block, source: chunk.source)
        chunk.block.walk { node in
            if case .function(let body) = node { errors += check(body.block, source: chunk.source) }
        }
        return errors
    }

    private static func check(_ functionBlock: Block, source: LuaSource) -> [SyntaxDiagnostic] {
        var checker = JumpChecker(source: source)
        checker.check(functionBlock)
        for jump in checker.pending {
            let label = jump.statement.label
            let line = source.line(at: jump.statement.span.start)
            checker.errors.append(
                SyntaxDiagnostic(
                    span: label.span, message: "no visible label '\(label.text)' for <goto> at line \(line)"))
        }
        return checker.errors
    }

    private init(source: LuaSource) {
        self.source = source
    }

    /// - Parameter endsWithCondition: Whether the block is that of `repeat`, whose condition still sees its locals.
    private mutating func check(_ block: Block, endsWithCondition: Bool = false) {
        let outer = (locals: locals.count, labels: labels.count, pending: pending.count)
        let lastEffect = block.statements.lastIndex { !$0.isVoid } ?? -1
        for (index, statement) in block.statements.enumerated() {
            switch statement {
            case .local(let statement): locals += statement.variables.map(\.name)
            case .localFunction(let statement): locals.append(statement.name)
            case .goto(let statement):
                if !labels.contains(where: { $0.text == statement.label.text }) {
                    pending.append(PendingJump(statement: statement, localCount: locals.count))
                }
            case .label(let statement):
                // A label with nothing after it stands where the block's locals are already out of scope.
                let isLast = index > lastEffect && !endsWithCondition
                define(statement.name, localCount: isLast ? outer.locals : locals.count, from: outer.pending)
            default: checkBlocks(of: statement)
            }
        }
        for index in outer.pending..<pending.count {
            pending[index].localCount = min(pending[index].localCount, outer.locals)
        }
        locals.removeSubrange(outer.locals...)
        labels.removeSubrange(outer.labels...)
    }

    private mutating func checkBlocks(of statement: Statement) {
        switch statement {
        case .do(let statement): check(statement.block)
        case .while(let loop): check(loop.block)
        case .repeat(let loop): check(loop.block, endsWithCondition: true)
        case .if(let statement):
            for branch in statement.branches { check(branch.block) }
            if let otherwise = statement.otherwise { check(otherwise) }
        case .numericFor(let loop): check(loop.block)
        case .genericFor(let loop): check(loop.block)
        default: break
        }
    }

    private mutating func define(_ name: Identifier, localCount: Int, from firstPending: Int) {
        if let earlier = labels.first(where: { $0.text == name.text }) {
            let line = source.line(at: earlier.span.start)
            errors.append(
                SyntaxDiagnostic(
                    span: name.span, message: "label '\(name.text)' already defined on line \(line)",
                    related: [SyntaxDiagnostic.Related(span: earlier.span, message: "the first one")]))
        }
        labels.append(name)
        for jump in pending[firstPending...] where jump.statement.label.text == name.text {
            if jump.localCount < localCount { reportSkippedLocal(jump, label: name) }
        }
        let stillPending = pending[firstPending...].filter { $0.statement.label.text != name.text }
        pending.replaceSubrange(firstPending..., with: stillPending)
    }

    private mutating func reportSkippedLocal(_ jump: PendingJump, label: Identifier) {
        let local = locals[jump.localCount]
        let line = source.line(at: jump.statement.span.start)
        errors.append(
            SyntaxDiagnostic(
                span: jump.statement.label.span,
                message: "<goto \(label.text)> at line \(line) jumps into the scope of local '\(local.text)'",
                related: [
                    SyntaxDiagnostic.Related(span: local.span, message: "the local"),
                    SyntaxDiagnostic.Related(span: label.span, message: "the label"),
                ]))
    }
}

extension Statement {
    fileprivate var isVoid: Bool {
        switch self {
        case .empty, .label: true
        default: false
        }
    }
}
