import LuaSyntax
import LuaValues
import RecipeLibraries

/// Compares one call, as far as it is written out, with what the primitive declares.
struct CallCheck {
    let primitive: any Primitive
    let fields: [WrittenOption]
    let site: CallSite
    let project: Project?
    let policy: Policy?
    let report: SourceReport

    /// The code of a problem that the run itself may mend before it comes to the call.
    static let fileFault = "missing_file"

    private var declaration: PrimitiveDeclaration { primitive.declaration }
    private var check: FieldCheck { FieldCheck(name: declaration.name, options: declaration.options, report: report) }

    func problems() -> [Diagnostic] {
        found().map { problem in
            var problem = problem
            problem.page = declaration.name
            return problem
        }
    }

    /// The call as its source shows it.
    var outline: CallOutline {
        var literals: [String: LuaValue] = [:]
        var computed: Set<String> = []
        var isComplete = true
        for field in fields {
            guard let key = key(of: field) else {
                isComplete = false
                continue
            }
            if let value = LuaValue(literal: field.value) { literals[key] = value } else { computed.insert(key) }
        }
        return CallOutline(literals: literals, computed: computed, isComplete: isComplete)
    }

    private func found() -> [Diagnostic] {
        var problems: [Diagnostic] = []
        var literals = LuaTable()
        var given: Set<String> = []
        var computed: Set<String> = []
        var isComplete = true
        for field in fields {
            guard let key = key(of: field) else {
                isComplete = false
                continue
            }
            given.insert(key)
            guard let option = declaration.options.first(where: { $0.key == key }) else {
                problems.append(check.unknown(key, at: field.place, hint: declaration.hint(ofFormer: key)))
                continue
            }
            guard let value = LuaValue(literal: field.value) else {
                computed.insert(key)
                continue
            }
            literals[key] = value
            if let problem = check.mistyped(option, value, field.value) { problems.append(problem) }
        }
        if isComplete, let missing = declaration.options.first(where: { $0.isRequired && !given.contains($0.key) }) {
            problems.append(
                report.problem(
                    "invalid_option", "\(declaration.name) needs '\(missing.key)': \(missing.help)", at: site.nameSpan))
        }
        let call = CallOutline(literals: literals.fields, computed: computed, isComplete: isComplete)
        if problems.isEmpty, let project, let error = primitive.fault(in: call, of: project) {
            let option = fields.first { key(of: $0) == error.option }
            var fault = check.problem(error, in: option?.value, else: site.nameSpan)
            if error.isAboutFiles { fault.code = Self.fileFault }
            problems.append(fault)
        }
        if problems.isEmpty, let problem = problem(of: literals) { problems.append(problem) }
        return problems
    }

    /// What the project's policy does not allow, as far as the call says it.
    private func problem(of literals: LuaTable) -> Diagnostic? {
        guard let policy, let project else { return nil }
        let known = OptionValues(known: literals.fields, options: declaration.options)
        guard let violation = primitive.violation(of: policy, known, root: project.root) else { return nil }
        return report.problem(
            "policy.\(violation.key)", "\(declaration.name): the project's policy does not allow \(violation.what)",
            at: site.nameSpan, hint: violation.hint)
    }

    /// The key a field sets; `nil` where only a run can show.
    private func key(of field: WrittenOption) -> String? { field.isFirst ? declaration.positional : field.key }
}

extension LuaValue {
    /// The value of an expression that is written out as a constant; `nil` for everything else.
    init?(literal expression: Expression) {
        guard let literal = try? LiteralEvaluator.evaluate(expression) else { return nil }
        self.init(literal)
    }

    private init?(_ literal: Literal) {
        switch literal.value {
        case .nil: self = .nil
        case .boolean(let flag): self = .bool(flag)
        case .integer(let integer): self = .integer(integer)
        case .float(let number): self = .number(number)
        case .string(let text): self = LuaValue(luaString: Array(text.bytes))
        case .table(let table):
            var result = LuaTable()
            for entry in table.entries {
                guard let value = LuaValue(entry.value) else { return nil }
                switch entry.key {
                case .text(let name): result[name] = value
                case .integer(let index) where index == Int64(result.items.count + 1): result.items.append(value)
                default: return nil
                }
            }
            self = .table(result)
        }
    }
}
