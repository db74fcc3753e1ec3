/// The recursion behind `Block.walk`. It goes along chains and runs of operators in a loop, so that its depth is
/// bounded by the parser's nesting limit.
struct SyntaxWalk {
    let visit: (SyntaxNode) -> Void

    func walk(_ block: Block) {
        for statement in block.statements { walk(statement) }
    }

    private func walk(_ expressions: [Expression]) {
        for expression in expressions { walk(expression) }
    }

    private func walk(_ body: FunctionBody) {
        visit(.function(body))
        walk(body.block)
    }

    private func walk(_ statement: Statement) {
        visit(.statement(statement))
        switch statement {
        case .empty, .break, .goto, .label, .invalid: break
        case .local(let local): walk(local.values)
        case .assignment(let assignment):
            walk(assignment.targets)
            walk(assignment.values)
        case .call(let call): walk(Expression.call(call))
        case .return(let statement): walk(statement.values)
        case .function(let statement): walk(statement.body)
        case .localFunction(let statement): walk(statement.body)
        default: walkBlocks(of: statement)
        }
    }

    private func walkBlocks(of statement: Statement) {
        switch statement {
        case .do(let statement): walk(statement.block)
        case .while(let loop):
            walk(loop.condition)
            walk(loop.block)
        case .repeat(let loop):
            walk(loop.block)
            walk(loop.condition)
        case .if(let statement):
            for branch in statement.branches {
                walk(branch.condition)
                walk(branch.block)
            }
            if let otherwise = statement.otherwise { walk(otherwise) }
        case .numericFor(let loop):
            walk([loop.first, loop.last])
            if let step = loop.step { walk(step) }
            walk(loop.block)
        case .genericFor(let loop):
            walk(loop.values)
            walk(loop.block)
        default: break
        }
    }

    private func walk(_ expression: Expression) {
        visit(.expression(expression))
        switch expression {
        case .nil, .boolean, .number, .string, .vararg, .name, .invalid: break
        case .member(let member): walk(insideOf: member.chain)
        case .index(let index): walk(insideOf: index.chain)
        case .call(let call): walk(insideOf: call.chain)
        case .function(let body): walk(body)
        case .table(let table): walk(table)
        case .unary(let unary): walk(unary.operand)
        case .binary(let binary): walk(insideOf: binary)
        case .parenthesized(let outer): walk(outer.inner)
        }
    }

    private func walk(_ table: TableConstructor) {
        for field in table.fields {
            if case .expression(let key) = field.key { walk(key) }
            walk(field.value)
        }
    }

    private func walk(insideOf binary: BinaryExpression) {
        for position in stride(from: binary.position - 1, through: 1, by: -1) {
            visit(.expression(.binary(BinaryExpression(terms: binary.terms, position: position))))
        }
        for term in binary.terms[...binary.position] { walk(term.operand) }
    }

    private func walk(insideOf chain: AccessChain) {
        for position in stride(from: chain.position - 1, through: 1, by: -1) {
            visit(.expression(AccessChain(links: chain.links, position: position).expression))
        }
        for link in chain.links[...chain.position] {
            switch link.step {
            case .root(let root): walk(root)
            case .member: break
            case .index(let key): walk(key)
            case .call(let arguments), .methodCall(_, let arguments): walk(arguments.expressions)
            }
        }
    }
}
