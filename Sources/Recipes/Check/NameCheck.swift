import LuaSyntax
import WorkerProtocol

/// Finds names that nothing defines, and those of Lua's that recipes do not have.
struct NameCheck {
    let chunk: Chunk
    let scopes: ScopeResolution
    /// The names that are there without being declared.
    let known: Set<String>
    /// Whether it is data, in which nothing of Lua's library is there.
    let isData: Bool
    let report: SourceReport
    /// The globals that the chunk sets somewhere, by their name or as a field of `_G`.
    private var written: Set<String> = []

    init(chunk: Chunk, scopes: ScopeResolution, known: Set<String>, isData: Bool, report: SourceReport) {
        self.chunk = chunk
        self.scopes = scopes
        self.known = known
        self.isData = isData
        self.report = report
        written = findWritten()
    }

    func problems() -> [Diagnostic] {
        let names = unknownNames()
        return isData ? names : names + members() + metamethods()
    }

    private func findWritten() -> Set<String> {
        var names = Set(scopes.globals.filter { $0.access == .write }.map(\.identifier.text))
        chunk.block.walk { node in
            if case .expression(let expression) = node, let name = fieldOfGlobals(expression) { names.insert(name) }
            if case .expression(.call(let call)) = node, let name = nameSetRaw(by: call) { names.insert(name) }
            if case .statement(.function(let function)) = node, isGlobals(function.base),
                let name = function.members.first
            {
                names.insert(name.text)
            }
        }
        return names
    }

    private func isGlobals(_ name: Identifier) -> Bool {
        switch scopes.use(of: name)?.target {
        case .global: name.text == "_G"
        case .environment: true
        default: false
        }
    }

    private func isGlobals(_ expression: Expression) -> Bool {
        if case .name(let name) = expression.withoutParentheses { isGlobals(name) } else { false }
    }

    /// The name in `_G.name` and `_G["name"]`: whoever writes that knows that it may be missing.
    private func fieldOfGlobals(_ expression: Expression) -> String? {
        switch expression {
        case .member(let member) where isGlobals(member.object): return member.name.text
        case .index(let index) where isGlobals(index.object):
            guard case .string(let key) = index.key.withoutParentheses else { return nil }
            return key.text
        default: return nil
        }
    }

    /// The name in `rawset(_G, "name", …)`.
    private func nameSetRaw(by call: CallExpression) -> String? {
        let arguments = call.arguments.expressions
        guard call.calleePath.map(\.text) == ["rawset"], arguments.count == 3, isGlobals(arguments[0]),
            case .string(let key) = arguments[1].withoutParentheses
        else { return nil }
        return key.text
    }

    private func unknownNames() -> [Diagnostic] {
        scopes.globals.compactMap { use in
            let name = use.identifier.text
            guard use.access != .write, !known.contains(name), !written.contains(name) else { return nil }
            let nearest = Suggestion.nearest(to: name, among: Array(known.union(written)))
            let kind = use.access == .call ? "function or primitive" : "variable"
            return report.problem(
                "unknown_name", "there is no \(kind) called '\(name)'", at: use.identifier.span,
                label: nearest.map { "did you mean '\($0)'?" }, hint: hint(for: use, nearest: nearest))
        }
    }

    private func hint(for use: NameUse, nearest: String?) -> String? {
        let name = use.identifier.text
        if isData { return "an environment is data: constants, tables and secret \"NAME\"" }
        if let reason = WithheldName.reason(name) { return reason }
        guard use.access == .read, nearest == nil else { return nil }
        return "nothing in this file sets it; write local \(name) = … first, or _G.\(name) where it may be missing"
    }

    /// What is asked of Lua's libraries that recipes do not have, and what is set in them.
    private func members() -> [Diagnostic] {
        var problems: [Diagnostic] = []
        chunk.block.walk { node in
            switch node {
            case .expression(.member(let member)):
                guard let name = libraryMember(member), let reason = WithheldName.reason(name) else { return }
                problems.append(
                    report.problem("unknown_name", "recipes have no \(name)", at: member.span, hint: reason))
            case .expression(.call(let call)): if let problem = misspelt(call) { problems.append(problem) }
            case .statement(.assignment(let assignment)): problems += assignment.targets.compactMap(replaced)
            case .statement(.function(let function)):
                guard let first = function.members.first, let name = libraryMember(function.base, first) else { return }
                problems.append(cannotSet(name, first.text, function.base.span.union(first.span)))
            default: break
            }
        }
        return problems
    }

    private func libraryMember(_ member: MemberExpression) -> String? {
        guard case .name(let base) = member.object else { return nil }
        return libraryMember(base, member.name)
    }

    private func libraryMember(_ base: Identifier, _ name: Identifier) -> String? {
        guard RecipeGlobals.libraries[base.text] != nil, scopes.isGlobal(base), !written.contains(base.text)
        else { return nil }
        return "\(base.text).\(name.text)"
    }

    /// A call of a function that a library does not have, such as `string.fromat`.
    private func misspelt(_ call: CallExpression) -> Diagnostic? {
        guard case .member(let member) = call.callee, call.method == nil, case .name(let base) = member.object,
            let functions = RecipeGlobals.libraries[base.text], let name = libraryMember(member),
            !functions.contains(member.name.text), WithheldName.reason(name) == nil
        else { return nil }
        let nearest = Suggestion.nearest(to: member.name.text, among: functions.sorted())
        return report.problem(
            "unknown_name", "there is no function \(name)", at: member.name.span,
            label: nearest.map { "did you mean '\($0)'?" })
    }

    private func replaced(_ target: Expression) -> Diagnostic? {
        guard case .member(let member) = target, let name = libraryMember(member) else { return nil }
        return cannotSet(name, member.name.text, member.span)
    }

    private func cannotSet(_ name: String, _ field: String, _ span: SourceSpan) -> Diagnostic {
        report.problem(
            "unknown_name", "\(name) cannot be set: it is read-only, since all of a run's code shares it", at: span,
            hint: "write local function \(field)(…), or a function in a table of your own")
    }

    /// Fields that are events of Lua's which the sandbox has taken away.
    private func metamethods() -> [Diagnostic] {
        var problems: [Diagnostic] = []
        func look(_ name: String?, _ span: SourceSpan) {
            guard let name, name.hasPrefix("__"), let reason = WithheldName.reason(name) else { return }
            problems.append(
                report.problem("unknown_name", "recipes have no metamethod '\(name)'", at: span, hint: reason))
        }
        chunk.block.walk { node in
            switch node {
            case .expression(.table(let table)):
                for field in table.fields { look(field.name, field.keySpan ?? field.span) }
            case .statement(.assignment(let assignment)):
                for case .member(let member) in assignment.targets { look(member.name.text, member.name.span) }
            case .statement(.function(let function)):
                if let last = function.method ?? function.members.last { look(last.text, last.span) }
            default: break
            }
        }
        return problems
    }
}
