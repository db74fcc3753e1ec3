import LuaRuntime
import LuaSyntax
import RecipeLibraries

/// Compares one call, as far as it is written out, with what the primitive declares.
struct CallCheck {
    let primitive: any Primitive
    let options: TableConstructor
    let site: CallSite
    let project: Project?
    let policy: Policy?
    let report: SourceReport

    /// The code of a problem that the run itself may mend before it comes to the call.
    static let fileFault = "missing_file"

    private var declaration: PrimitiveDeclaration { primitive.declaration }

    func problems() -> [Diagnostic] {
        found().map { problem in
            var problem = problem
            problem.page = declaration.name
            return problem
        }
    }

    /// The call as its source tells it.
    var outline: CallOutline {
        var literals: [String: LuaValue] = [:]
        var computed: Set<String> = []
        var isComplete = true
        for field in options.fields {
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
        for field in options.fields {
            guard let key = key(of: field) else {
                isComplete = false
                continue
            }
            given.insert(key)
            guard let option = declaration.options.first(where: { $0.key == key }) else {
                problems.append(unknown(key, field))
                continue
            }
            guard let value = LuaValue(literal: field.value) else {
                computed.insert(key)
                continue
            }
            literals[key] = value
            if let problem = mistyped(option, value, field) { problems.append(problem) }
        }
        if isComplete, let missing = declaration.options.first(where: { $0.isRequired && !given.contains($0.key) }) {
            problems.append(
                report.problem(
                    "invalid_option", "\(declaration.name) needs '\(missing.key)': \(missing.help)", at: site.nameSpan))
        }
        let call = CallOutline(literals: literals.fields, computed: computed, isComplete: isComplete)
        if problems.isEmpty, let project, let error = primitive.fault(in: call, of: project) {
            var fault = problem(error, nearest: options.fields.first { key(of: $0) == error.culprit })
            if error.isAboutFiles { fault.code = Self.fileFault }
            problems.append(fault)
        }
        if problems.isEmpty, let refusal = refusal(of: literals) { problems.append(refusal) }
        return problems
    }

    /// What the project's policy does not allow, as far as the call says it.
    private func refusal(of literals: LuaTable) -> Diagnostic? {
        guard let policy, let project else { return nil }
        let known = OptionValues(known: literals.fields, options: declaration.options)
        guard let violation = primitive.violation(of: policy, known, root: project.root) else { return nil }
        return report.problem(
            "policy.\(violation.key)", "\(declaration.name): the project's policy does not allow \(violation.what)",
            at: site.nameSpan, hint: violation.hint)
    }

    /// The key a field sets; `nil` where only a run can tell.
    private func key(of field: TableField) -> String? {
        if let name = field.name { return name }
        guard case .positional = field.key else { return nil }
        return declaration.positional
    }

    private func unknown(_ key: String, _ field: TableField) -> Diagnostic {
        let known = declaration.options.map(\.key)
        let nearest = Suggestion.nearest(to: key, among: known)
        return report.problem(
            "invalid_option", "\(declaration.name): unknown option '\(key)'", at: field.keySpan ?? field.span,
            label: nearest.map { "did you mean '\($0)'?" },
            hint: nearest == nil ? "it takes \(known.sorted().joined(separator: ", "))" : nil)
    }

    private func mistyped(_ option: AnyOption, _ value: LuaValue, _ field: TableField) -> Diagnostic? {
        // A nil is an option that is left out.
        guard value != .nil else { return nil }
        do throws(OptionError) {
            _ = try option.parse(value, OptionPlace(option.key))
            return nil
        } catch {
            return problem(error, nearest: field)
        }
    }

    /// Marks the key at fault inside a nested table, or the value.
    private func problem(_ error: OptionError, nearest field: TableField?) -> Diagnostic {
        var span = field?.value.span ?? site.nameSpan
        if case .table(let nested)? = field?.value.withoutParentheses,
            let inner = nested.field(named: error.culprit)
        {
            span = inner.keySpan ?? inner.span
        }
        return report.problem("invalid_option", "\(declaration.name): \(error.message)", at: span, label: error.hint)
    }
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
