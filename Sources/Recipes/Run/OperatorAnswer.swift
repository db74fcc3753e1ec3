public import Journal
public import LuaValues

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

    /// What the journal records of the answer to a step in doubt: who gave it, and the end of the step where it has one.
    func events(path: String, primitive: String, at moment: Timestamp) -> [EventRecord] {
        var end: EventRecord?
        switch verdict {
        case .retry: break
        case .done(let value):
            end = EventRecord(kind: .finished, path: path, at: moment, body: value.encoded())
        case .failed(let reason):
            let error = StepError(code: "resolved.failed", reason, fields: ["by": .string(person)])
            end = EventRecord(
                kind: .failed, path: path, at: moment,
                body: LuaValue.table(error.value(primitive: primitive, path: path)).encoded())
        }
        return [event(path: path, at: moment)] + (end.map { [$0] } ?? [])
    }

    /// What the journal records of the answer alone: that is all for a step whose end is on record already.
    func event(path: String, at moment: Timestamp) -> EventRecord {
        var body = LuaTable(fields: ["by": .string(person), "comment": LuaValue(comment)].filter { $0.value != .nil })
        switch verdict {
        case .retry: body["verdict"] = "retry"
        case .done(let value):
            body["verdict"] = "done"
            body["value"] = value
        case .failed(let reason):
            body["verdict"] = "failed"
            body["reason"] = .string(reason)
        }
        return EventRecord(kind: .answered, path: path, at: moment, body: LuaValue.table(body).encoded())
    }
}

extension OperatorAnswer {
    /// What a person said of a step, as the journal has it; `nil` for an event that is no such answer.
    public init?(_ event: EventRecord) {
        guard event.kind == .answered else { return nil }
        let body = event.value
        let verdict: Verdict
        switch body["verdict"].string {
        case "retry": verdict = .retry
        case "done": verdict = .done(body["value"])
        case "failed": verdict = .failed(body["reason"].string ?? "")
        default: return nil
        }
        self.init(verdict, by: body["by"].string ?? "somebody", comment: body["comment"].string)
    }

    /// The answer as one line for people.
    public var text: String {
        let said =
            switch verdict {
            case .retry: "is to be done again"
            case .done: "was done"
            case .failed(let reason): "failed: \(reason)"
            }
        return "\(person) said that it \(said)" + (comment.map { ": \($0)" } ?? "")
    }
}
