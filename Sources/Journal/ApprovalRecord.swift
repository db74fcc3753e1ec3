/// Where a request for approval stands.
public enum ApprovalState: String, Hashable, Sendable {
    /// Nobody has answered.
    case pending
    /// Somebody said yes.
    case approved
    /// Somebody said no.
    case rejected
    /// Nobody answered in time.
    case expired
    /// The step that asked was cancelled, or its run ended.
    case withdrawn
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
    /// When the request was made.
    public let requestedAt: Timestamp
    /// When it expires.
    public let deadline: Timestamp?

    /// Makes a request.
    public init(
        path: String, message: String, details: [String], approvers: [String], requestedAt: Timestamp,
        deadline: Timestamp?
    ) {
        self.path = path
        self.message = message
        self.details = details
        self.approvers = approvers
        self.requestedAt = requestedAt
        self.deadline = deadline
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

/// The answer to a request.
public struct ApprovalAnswer: Hashable, Sendable {
    /// Yes or no.
    public let isApproved: Bool
    /// Who answered.
    public let identity: Identity
    /// How the answer came: `terminal`, `cli`, `flag`.
    public let channel: String
    /// What the person wrote.
    public let comment: String?

    /// Makes an answer.
    public init(isApproved: Bool, identity: Identity, channel: String, comment: String?) {
        self.isApproved = isApproved
        self.identity = identity
        self.channel = channel
        self.comment = comment
    }
}

/// A request and what became of it.
public struct ApprovalRecord: Hashable, Sendable {
    /// The run that waits.
    public let run: RunID
    /// What was asked.
    public let request: ApprovalRequest
    /// Where it stands.
    public let state: ApprovalState
    /// Who answered.
    public let decidedBy: String?
    /// How the answer came.
    public let channel: String?
    /// What the person wrote.
    public let comment: String?
    /// When it was answered or expired.
    public let decidedAt: Timestamp?
}
