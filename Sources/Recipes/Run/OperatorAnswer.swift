import Journal
public import LuaRuntime

/// What a person said of a step that may or may not have happened.
public struct OperatorAnswer: Hashable, Sendable {
    /// What became of the step.
    public enum Verdict: Hashable, Sendable {
        /// It did not happen: begin it again.
        case retry
        /// It was done, with this result.
        case done(LuaValue)
        /// It failed, for this reason.
        case failed(String)
    }

    /// What became of the step.
    public let verdict: Verdict
    /// Who said so.
    public let person: String
    /// Why they think so.
    public let comment: String?

    /// Makes an answer.
    public init(_ verdict: Verdict, by person: String, comment: String? = nil) {
        self.verdict = verdict
        self.person = person
        self.comment = comment
    }

    /// Whether an answer on record says that the step is to be begun again.
    static func isRetry(_ event: EventRecord) -> Bool {
        event.body.flatMap { try? LuaValue(decoding: $0) }?["verdict"] == "retry"
    }

    /// What the journal records of the answer: who gave it, and the end of the step where it has one.
    func events(path: String, primitive: String, at moment: Timestamp) -> [EventRecord] {
        var body = LuaTable(fields: ["by": .string(person), "comment": LuaValue(comment)].filter { $0.value != .nil })
        var end: EventRecord?
        switch verdict {
        case .retry: body["verdict"] = "retry"
        case .done(let value):
            body["verdict"] = "done"
            end = EventRecord(kind: .finished, path: path, at: moment, body: value.encoded())
        case .failed(let reason):
            body["verdict"] = "failed"
            body["reason"] = .string(reason)
            let error = StepError(code: "resolved.failed", reason, fields: ["by": .string(person)])
            end = EventRecord(
                kind: .failed, path: path, at: moment,
                body: LuaValue.table(error.value(primitive: primitive, path: path)).encoded())
        }
        let answer = EventRecord(kind: .answered, path: path, at: moment, body: LuaValue.table(body).encoded())
        return [answer] + (end.map { [$0] } ?? [])
    }
}
