import Journal
public import LuaRuntime
public import Recipes

/// `wait_for_approval`: waits until a person says yes.
public struct WaitForApproval: Primitive {
    static let message = PrimitiveOption<String>.required("message", .string, "the question")
    static let from = PrimitiveOption<[String]>.defaulted(
        "from", .list(of: .name), [], shown: "anybody", "users, or groups, that may answer")
    static let timeout = PrimitiveOption<Duration?>.optional(
        "timeout", .duration, "how long to wait; then it counts as a no")
    static let show = PrimitiveOption<[String: LuaValue]>.defaulted(
        "show", .dictionary(of: .any), [:], shown: "nothing", "what else the person sees, by name")

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "wait_for_approval", summary: "Waits until a person approves; a refusal or a time-out raises an error.",
        options: [message.erased, from.erased, timeout.erased, show.erased], positional: "message",
        returns: "{ approved, by, comment, channel }", inDoubt: .idempotent, effect: .answer)

    /// Asks, and waits for the first answer.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let show = try options[Self.show].sorted { $0.key < $1.key }
        let request = ApprovalRequest(
            path: step.path, message: try options[Self.message],
            details: show.map { "\($0.key): \($0.value.string ?? "\($0.value)")" },
            approvers: step.run.environment.people(in: try options[Self.from]), requestedAt: step.startedAt,
            deadline: try options[Self.timeout].map { step.startedAt.adding(seconds: $0.seconds) })
        return try result(of: try await step.run.approvals.settle(request, in: step))
    }

    /// Who approved.
    public func summary(of result: LuaValue) -> String? {
        guard let person = result["by"].string else { return nil }
        let comment = result["comment"].string.map { ": \($0)" } ?? ""
        return "approved by \(person) (\(result["channel"].string ?? "?"))\(comment)"
    }

    private func result(of record: ApprovalRecord) throws -> LuaValue {
        let person = record.decidedBy ?? "nobody"
        let fields: [String: LuaValue] = ["by": LuaValue(record.decidedBy), "comment": LuaValue(record.comment)]
        let comment = record.comment.map { ": \($0)" } ?? ""
        switch record.state {
        case .approved:
            return [
                "approved": true, "by": .string(person), "comment": LuaValue(record.comment),
                "channel": LuaValue(record.channel),
            ]
        case .rejected:
            throw StepError(
                code: "approval.rejected", "\(person) rejected “\(record.request.message)”\(comment)",
                fields: fields.filter { $0.value != .nil })
        case .withdrawn:
            throw StepError(code: "approval.withdrawn", "“\(record.request.message)” was withdrawn")
        case .expired, .pending:
            let waited = record.request.deadline?.seconds(since: record.request.requestedAt) ?? 0
            throw StepError(
                code: "approval.expired",
                "nobody answered “\(record.request.message)” within \(Duration.seconds(waited).text)")
        }
    }
}
