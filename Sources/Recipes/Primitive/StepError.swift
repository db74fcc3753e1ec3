public import LuaValues

/// A failure of a step that a recipe can catch: `err.code`, `err.message` and whatever the primitive adds.
public struct StepError: Error, Hashable, Sendable {
    /// A stable code for the kind of failure, such as `unhealthy` or `backup.disk_full`.
    public let code: String
    /// What was wrong and where, in a sentence, never with a secret in it.
    public let message: String
    /// Further facts for people: a probe's last answer, the last lines of a log.
    public let details: [String]
    /// What to do.
    public let hint: String?
    /// Further facts for recipes.
    public let fields: [String: LuaValue]

    /// Makes a failure.
    /// - Parameters:
    ///   - code: a stable code for the kind of failure.
    ///   - message: what was wrong and where.
    ///   - details: further facts for people, line by line.
    ///   - hint: what to do.
    ///   - fields: further facts for recipes.
    public init(
        code: String, _ message: String, details: [String] = [], hint: String? = nil, fields: [String: LuaValue] = [:]
    ) {
        self.code = code
        self.message = message
        self.details = details
        self.hint = hint
        self.fields = fields
    }

    /// A failure as it is, and whatever else was thrown as one with code `failed`.
    public init(of error: any Error) { self = (error as? StepError) ?? StepError(code: "failed", "\(error)") }

    /// The error value as a recipe gets it.
    func value(primitive: String, path: String) -> LuaTable {
        var table = LuaTable(fields: fields)
        table["code"] = .string(code)
        table["message"] = .string(message)
        table["primitive"] = .string(primitive)
        table["step"] = .string(path)
        table["hint"] = LuaValue(hint)
        if !details.isEmpty { table["details"] = .list(details.map { .string($0) }) }
        return table
    }
}

extension StepError: CustomStringConvertible {
    /// What was wrong and what to do, for whoever quotes it.
    public var description: String { hint.map { "\(message); \($0)" } ?? message }
}
