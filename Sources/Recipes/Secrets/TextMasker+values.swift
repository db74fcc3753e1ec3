import Journal
import LuaValues
import TextSafety

extension TextMasker {
    /// The value with all that is secret replaced. Handles stay: the host makes them, of what recipes and engines name.
    func mask(_ value: LuaValue) -> LuaValue {
        if isEmpty { return value }
        switch value {
        case .nil, .bool, .handle: return value
        case .integer(let number): return mask(number: String(number)) ?? value
        case .number(let number): return mask(number: String(number)) ?? value
        case .string(let text): return .string(mask(text))
        case .bytes(let bytes): return LuaValue(luaString: mask(bytes))
        case .table(let table): return .table(mask(table))
        }
    }

    func mask(_ table: LuaTable) -> LuaTable {
        if isEmpty { return table }
        var result = LuaTable(items: table.items.map { mask($0) })
        for (key, value) in table.fields.sorted(by: { $0.key < $1.key }) {
            var name = mask(key)
            // Two names that are secrets stay two.
            while result.fields[name] != nil { name += "*" }
            result.fields[name] = mask(value)
        }
        return result
    }

    /// A number that is a secret as a whole, such as an access code in JSON.
    private func mask(number: String) -> LuaValue? {
        guard number.utf8.count >= Self.shortestNumber, mask(number) == Self.mark else { return nil }
        return .string(Self.mark)
    }

    /// Shorter numbers are counts, ports and codes.
    private static let shortestNumber = 6

    func mask(_ error: StepError) -> StepError {
        if isEmpty { return error }
        return StepError(
            code: error.code, mask(error.message), details: error.details.map { mask($0) }, hint: mask(error.hint),
            fields: mask(LuaTable(fields: error.fields)).fields)
    }

    func mask(_ result: StepResult) -> StepResult {
        if isEmpty { return result }
        switch result {
        case .done(let value): return .done(mask(value))
        case .failed(let error): return .failed(mask(error))
        case .cancelled: return .cancelled
        case .cancelledLeaving(let what): return .cancelledLeaving(mask(what))
        case .parked(let wait): return .parked(mask(wait))
        case .inDoubt(let reason): return .inDoubt(mask(reason))
        }
    }

    func mask(_ wait: Wait) -> Wait {
        Wait(reason: mask(wait.reason), approval: wait.approval.map(mask), since: wait.since, until: wait.until)
    }

    func mask(_ request: ApprovalRequest) -> ApprovalRequest {
        ApprovalRequest(
            path: request.path, message: mask(request.message), details: request.details.map { mask($0) },
            approvers: request.approvers, excluded: request.excluded, count: request.count,
            form: request.form.map(mask), requestedAt: request.requestedAt, deadline: request.deadline,
            onTimeout: request.onTimeout, binding: request.binding, once: request.once)
    }

    private func mask(_ field: ApprovalField) -> ApprovalField {
        ApprovalField(
            name: field.name, kind: field.kind, choices: field.choices.map { mask($0) }, isRequired: field.isRequired,
            fallback: mask(field.fallback), help: mask(field.help))
    }

    func mask(_ text: String?) -> String? { text.map { mask($0) } }
}
