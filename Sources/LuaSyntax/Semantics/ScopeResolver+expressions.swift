extension ScopeResolver {
    mutating func resolve(_ expressions: [Expression]) {
        for expression in expressions { resolve(expression) }
    }

    mutating func resolve(_ expression: Expression) {
        switch expression {
        case .nil, .boolean, .number, .string, .vararg, .invalid: break
        case .name(let identifier): use(identifier, .read)
        case .member(let member): resolve(member.chain)
        case .index(let index): resolve(index.chain)
        case .call(let call): resolve(call.chain)
        case .function(let body): resolve(body)
        case .table(let table):
            for field in table.fields {
                if case .expression(let key) = field.key { resolve(key) }
                resolve(field.value)
            }
        case .unary(let unary): resolve(unary.operand)
        case .binary(let binary):
            for term in binary.terms[...binary.position] { resolve(term.operand) }
        case .parenthesized(let outer): resolve(outer.inner)
        }
    }

    private mutating func resolve(_ chain: AccessChain) {
        for (index, link) in chain.links[...chain.position].enumerated() {
            switch link.step {
            case .root(.name(let identifier)):
                use(identifier, chain.links[index + 1].step.isPlainCall ? .call : .read)
            case .root(let root): resolve(root)
            case .member: break
            case .index(let key): resolve(key)
            case .call(let arguments), .methodCall(_, let arguments): resolve(arguments.expressions)
            }
        }
    }
}

extension AccessChain.Step {
    fileprivate var isPlainCall: Bool {
        if case .call = self { true } else { false }
    }
}
