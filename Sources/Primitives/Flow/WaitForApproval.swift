import Journal
public import LuaValues
import RecipeLibraries
public import Recipes
import TextSafety

/// `wait_for_approval`: waits until people say yes.
public struct WaitForApproval: Primitive {
    static let message = PrimitiveOption<String>.required("message", .string, "the question")
    static let from = PrimitiveOption<[String]>.defaulted(
        "from", .list(of: .name), [], shown: "anybody", "users, or groups, that may answer; an empty group is nobody")
    static let count = PrimitiveOption<Int>.defaulted(
        "count", .integer(1...100), 1, "how many different people must say yes; one no is a no")
    static let notRequester = PrimitiveOption<Bool>.defaulted(
        "not_requester", .boolean, false, "whether the person who began the run may not answer")
    static let timeout = PrimitiveOption<Duration?>.optional("timeout", .duration, "how long to wait")
    static let onTimeout = PrimitiveOption<String>.defaulted(
        "on_timeout", .enumeration("reject", "approve", "continue"), "reject",
        "what it counts as then: a no; a yes by nobody; or neither, and `timed_out` is true")
    static let show = PrimitiveOption<[String: LuaValue]>.defaulted(
        "show", .dictionary(of: .any), [:], shown: "nothing", "what else the person sees, by name")
    static let fields = PrimitiveOption<[ApprovalField]>.defaulted(
        "fields", .form, [], shown: "none",
        "a form that a yes fills in: name = type, or { type, min =, max =, required =, default =, help = }")
    static let once = PrimitiveOption<String?>.optional(
        "once", .name,
        "a name: calls of this run that ask the same under it, of the same people, share one request and its answer")

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "wait_for_approval",
        summary: "Waits until people approve what they are shown; a rejection raises an error.",
        options: [
            message.erased, from.erased, count.erased, notRequester.erased, timeout.erased, onTimeout.erased,
            show.erased, fields.erased, once.erased,
        ], positional: "message", returns: "{ approved, by, comment, channel, fields, answers, timed_out }",
        inDoubt: .idempotent, effect: .answer, grant: .approval)

    /// Asks, and waits until it is decided.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let show = try options[Self.show].sorted { $0.key < $1.key }
        // Each is kept line by line; further lines of one are not to pass for another.
        let shown = show.map { SafeText.indented("\($0.key): \(Self.text($0.value))") }
        let request = ApprovalRequest(
            path: step.path, message: try options[Self.message], details: shown,
            approvers: try approvers(options, in: step.run.environment),
            excluded: try options[Self.notRequester] ? [step.run.requester.user] : [],
            count: try options[Self.count], form: try options[Self.fields], requestedAt: step.startedAt,
            deadline: try options[Self.timeout].map { step.startedAt.adding(seconds: $0.seconds) },
            onTimeout: ApprovalTimeout(rawValue: try options[Self.onTimeout]) ?? .reject,
            binding: try binding(options, in: step.run), once: try options[Self.once])
        return try result(of: try await step.run.approvals.settle(request, in: step))
    }

    /// Nobody is asked what no longer matters; others may wait for an answer that is shared.
    public func withdraw(_ options: OptionValues, in step: StepContext) async throws -> Withdrawal {
        if try options[Self.once] == nil { await step.run.approvals.withdraw(step.path, of: step.run.id) }
        return .undone
    }

    /// Who may answer. A list that was given and is empty is for nobody: what is left out is for anybody.
    private func approvers(_ options: OptionValues, in environment: DeploymentEnvironment) throws -> [String] {
        let names = try options[Self.from]
        guard names.isEmpty, options.has(Self.from) else { return environment.people(in: names) }
        return [ApprovalRequest.nobody(in: "the empty list given as from")]
    }

    /// A value as the person sees it; an image by the digest or id that distinguishes it from every other one.
    private static func text(_ value: LuaValue) -> String {
        if case .handle(let handle) = value, let image = BuiltImage(handle) {
            return image.pinned ?? "\(image.tag) \(image.id)"
        }
        return value.string ?? "\(value)"
    }

    /// The hash of all that the person goes by: the sources of the run, its parameters, and the whole question.
    private func binding(_ options: OptionValues, in run: RunContext) throws -> ContentHash {
        let form = try options[Self.fields].map { field in
            LuaValue.string("\(field.name) \(field.kind) \(field.choices) \(field.isRequired)")
        }
        let basis: LuaValue = [
            "bundle": .string(run.bundle.description),
            "parameters": .table(LuaTable(fields: run.parameters.mapValues { .string($0) })),
            "message": .string(try options[Self.message]),
            "show": .table(LuaTable(fields: try options[Self.show])),
            "fields": .list(form), "once": LuaValue(try options[Self.once]),
        ]
        return ContentHash(of: basis.encoded())
    }

    /// Who approved.
    public func summary(of result: LuaValue) -> String? {
        if result["timed_out"] == true {
            return result["approved"] == true ? "approved by nobody: the time ran out" : "nobody answered in time"
        }
        guard let person = result["by"].string else { return nil }
        let people = result["answers"].table?.items.compactMap(\.["by"].string) ?? [person]
        let comment = result["comment"].string.map { ": \($0)" } ?? ""
        let fields = (result["fields"].table?.fields ?? [:]).sorted { $0.key < $1.key }
            .map { "\($0.key) = \($0.value.string ?? "\($0.value)")" }
        let form = fields.isEmpty ? "" : "; \(fields.joined(separator: ", "))"
        return "approved by \(people.joined(separator: ", ")) (\(result["channel"].string ?? "?"))\(comment)\(form)"
    }

    private func result(of record: ApprovalRecord) throws -> LuaValue {
        let person = record.decidedBy ?? "nobody"
        let question = "“\(record.request.message)”"
        switch record.state {
        case .approved: return value(of: record, isApproved: true)
        case .expired where record.request.onTimeout == .continue: return value(of: record, isApproved: false)
        case .rejected:
            let fields: [String: LuaValue] = ["by": LuaValue(record.decidedBy), "comment": LuaValue(record.comment)]
            let comment = record.comment.map { ": \($0)" } ?? ""
            throw StepError(
                code: "approval.rejected", "\(person) rejected \(question)\(comment)",
                fields: fields.filter { $0.value != .nil })
        case .withdrawn: throw StepError(code: "approval.withdrawn", "\(question) was withdrawn")
        case .voided:
            throw StepError(code: "approval.voided", "\(question) is void: the run has changed what it asks")
        case .expired, .pending:
            let waited = record.request.deadline?.seconds(since: record.request.requestedAt) ?? 0
            let number = record.request.count
            let yes = number > 1 ? ": \(record.yesCount) of \(number) said yes" : ""
            throw StepError(
                code: "approval.expired",
                "nobody \(number > 1 ? "decided" : "answered") \(question) within \(Duration.seconds(waited).text)\(yes)"
            )
        }
    }

    private func value(of record: ApprovalRecord, isApproved: Bool) -> LuaValue {
        let answers = record.answers.map { answer -> LuaValue in
            [
                "by": .string(answer.user), "comment": LuaValue(answer.comment), "channel": .string(answer.channel),
                "fields": fields(answer.fields, of: record.request),
            ]
        }
        // Where several filled in the form, what the last one wrote counts; all of it is in `answers`.
        let last = record.isTimedOut ? nil : record.answers.last { $0.isApproved }
        return [
            "approved": .bool(isApproved), "by": LuaValue(record.decidedBy), "comment": LuaValue(record.comment),
            "channel": LuaValue(record.channel), "timed_out": .bool(record.isTimedOut),
            "fields": fields(last?.fields ?? defaults(of: record.request), of: record.request),
            "answers": .list(answers),
        ]
    }

    private func defaults(of request: ApprovalRequest) -> [String: String] {
        request.form.reduce(into: [:]) { values, field in values[field.name] = field.fallback }
    }

    private func fields(_ texts: [String: String], of request: ApprovalRequest) -> LuaValue {
        var table = LuaTable()
        for field in request.form { table[field.name] = texts[field.name].map(field.luaValue) ?? .nil }
        return .table(table)
    }
}
