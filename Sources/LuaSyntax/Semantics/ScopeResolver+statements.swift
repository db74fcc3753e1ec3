extension ScopeResolver {
    mutating func resolve(_ block: Block) {
        withScope { $0.resolveStatements(of: block) }
    }

    private mutating func resolveStatements(of block: Block) {
        for statement in block.statements { resolve(statement) }
    }

    private mutating func resolve(_ statement: Statement) {
        switch statement {
        case .empty, .break, .goto, .label, .invalid: break
        case .local(let statement): resolve(statement)
        case .assignment(let statement):
            for target in statement.targets {
                if case .name(let name) = target { use(name, .write) } else { resolve(target) }
            }
            resolve(statement.values)
        case .call(let call): resolve(Expression.call(call))
        case .return(let statement): resolve(statement.values)
        case .function(let statement):
            use(statement.base, statement.members.isEmpty && statement.method == nil ? .write : .read)
            resolve(statement.body, method: statement.method)
        case .localFunction(let statement):
            declare(statement.name, kind: .function)
            resolve(statement.body)
        default: resolveControl(statement)
        }
    }

    private mutating func resolve(_ statement: LocalStatement) {
        resolve(statement.values)
        for variable in statement.variables {
            declare(variable.name, kind: .variable, attribute: variable.attribute)
        }
        if statement.variables.count == statement.values.count,
            statement.variables.last?.attribute == .const, let value = statement.values.last, value.isInlined
        {
            markInlined(lastDeclaration)
        }
    }

    private mutating func resolveControl(_ statement: Statement) {
        switch statement {
        case .do(let statement): resolve(statement.block)
        case .while(let loop):
            resolve(loop.condition)
            resolve(loop.block)
        case .repeat(let loop):
            withScope {
                $0.resolveStatements(of: loop.block)
                $0.resolve(loop.condition)
            }
        case .if(let statement):
            for branch in statement.branches {
                resolve(branch.condition)
                resolve(branch.block)
            }
            if let otherwise = statement.otherwise { resolve(otherwise) }
        case .numericFor(let loop):
            resolve([loop.first, loop.last])
            if let step = loop.step { resolve(step) }
            resolveLoop(variables: [loop.variable], block: loop.block, hiddenLocals: 3)
        case .genericFor(let loop):
            resolve(loop.values)
            resolveLoop(variables: loop.variables, block: loop.block, hiddenLocals: 4)
        default: break
        }
    }

    /// - Parameter hiddenLocals: How many control variables Lua keeps for the loop (`fornum`, `forlist`, lparser.c).
    private mutating func resolveLoop(variables: [Identifier], block: Block, hiddenLocals: Int) {
        withHiddenLocals(hiddenLocals) {
            $0.withScope {
                for variable in variables { $0.declare(variable, kind: .loopVariable) }
                $0.resolveStatements(of: block)
            }
        }
    }

    mutating func resolve(_ body: FunctionBody, method: Identifier? = nil) {
        withFunction(at: body.span.start) {
            if let method { $0.declare(Identifier(text: "self", span: method.span), kind: .implicitSelf) }
            for parameter in body.parameters { $0.declare(parameter, kind: .parameter) }
            $0.resolveStatements(of: body.block)
        }
    }
}

extension Expression {
    /// Whether Lua compiles a constant of this value in place (`luaK_exp2const`, lcode.c).
    fileprivate var isInlined: Bool {
        switch self {
        case .nil, .boolean, .number, .string: true
        case .unary(let unary): if case .number = unary.operand { unary.operator == .negate } else { false }
        default: false
        }
    }
}
