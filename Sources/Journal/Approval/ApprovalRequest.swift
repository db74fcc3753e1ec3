/// What happens to a request that nobody has decided in time.
public enum ApprovalTimeout: String, Hashable, Sendable, CaseIterable {
    /// It counts as a no.
    case reject
    /// It counts as a yes that nobody gave.
    case approve
    /// It counts as neither; the recipe goes on and learns so.
    case `continue`
}

/// A request for approval.
public struct ApprovalRequest: Hashable, Sendable {
    /// The step that waits.
    public let path: String
    /// The question.
    public let message: String
    /// What else the person is shown, line by line.
    public let details: [String]
    /// The users and groups that may answer; empty for anybody who can reach the journal.
    public let approvers: [String]
    /// The users who may not answer, whoever else they are.
    public let excluded: [String]
    /// How many people must say yes.
    public let count: Int
    /// What whoever says yes fills in.
    public let form: [ApprovalField]
    /// When the request was made.
    public let requestedAt: Timestamp
    /// When it expires.
    public let deadline: Timestamp?
    /// What it then counts as.
    public let onTimeout: ApprovalTimeout
    /// The hash of all that was shown; an answer counts for nothing else. `nil` binds it to nothing.
    public let binding: ContentHash?
    /// The name under which other steps of the run take the same answer.
    public var once: String?

    /// Makes a request.
    public init(
        path: String, message: String, details: [String], approvers: [String], excluded: [String] = [], count: Int = 1,
        form: [ApprovalField] = [], requestedAt: Timestamp, deadline: Timestamp?, onTimeout: ApprovalTimeout = .reject,
        binding: ContentHash? = nil, once: String? = nil
    ) {
        self.path = path
        self.message = message
        self.details = details
        self.approvers = approvers
        self.excluded = excluded
        self.count = count
        self.form = form
        self.requestedAt = requestedAt
        self.deadline = deadline
        self.onTimeout = onTimeout
        self.binding = binding
        self.once = once
    }

    /// What stands among the approvers for a group without members. No user or group can be called so: their files part
    /// fields by colons.
    public static func nobody(in group: String) -> String { "nobody: \(group)" }

    /// Whether an approver is none.
    public static func isNobody(_ approver: String) -> Bool { approver.hasPrefix("nobody: ") }

    /// The first digits of the binding, which a person can compare and type.
    public var fingerprint: String? { binding.map { String($0.description.prefix(8)) } }

    /// Whether a person may answer.
    public func admits(_ identity: Identity) -> Bool {
        identity.isNamed(in: approvers) && !excluded.contains(identity.user)
    }

    /// The same request, made later and open for as long.
    func moved(to moment: Timestamp) -> ApprovalRequest {
        ApprovalRequest(
            path: path, message: message, details: details, approvers: approvers, excluded: excluded, count: count,
            form: form, requestedAt: moment,
            deadline: deadline.map { moment.adding(seconds: $0.seconds(since: requestedAt)) }, onTimeout: onTimeout,
            binding: binding, once: once)
    }

    /// Whether another request asks the same people in the same way, so that one answer can do for both. The strictest
    /// rules would be wrong as well: whoever asks first, or last, must not set those of others.
    func hasRules(of other: ApprovalRequest) -> Bool {
        func time(_ request: ApprovalRequest) -> Double? {
            request.deadline.map { $0.seconds(since: request.requestedAt) }
        }
        return Set(approvers) == Set(other.approvers) && Set(excluded) == Set(other.excluded) && count == other.count
            && form == other.form && onTimeout == other.onTimeout && time(self) == time(other)
    }

    /// Whether an answer to this request says nothing about another one.
    func isVoid(for other: ApprovalRequest) -> Bool {
        guard let theirs = other.binding else { return false }
        return binding != theirs || message != other.message || form != other.form
            || Self.lines(details) != Self.lines(other.details)
    }

    /// Details as the journal gives them back, where one can have several lines.
    private static func lines(_ details: [String]) -> [Substring] {
        details.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: true) }
    }
}

/// Who answers, as the operating system knows them.
public struct Identity: Hashable, Sendable {
    /// The user's name.
    public let user: String
    /// The names of the user's groups.
    public let groups: [String]

    /// Makes an identity.
    public init(user: String, groups: [String]) {
        self.user = user
        self.groups = groups
    }

    /// Whether a list of user and group names names this person; an empty list names everybody.
    public func isNamed(in names: [String]) -> Bool {
        names.isEmpty || names.contains(user) || !Set(names).isDisjoint(with: groups)
    }
}
