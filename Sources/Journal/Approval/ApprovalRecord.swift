/// Where a request for approval stands.
public enum ApprovalState: String, Hashable, Sendable, CaseIterable {
    /// Not enough people have answered.
    case pending
    /// Enough people said yes, or nobody answered in time and that counts as a yes.
    case approved
    /// Somebody said no.
    case rejected
    /// Nobody decided in time.
    case expired
    /// The step that asked was cancelled, or its run ended.
    case withdrawn
    /// The run has changed what it asks; answers to this request count no more.
    case voided

    /// Whether it makes the step fail that asked.
    public var isDenial: Bool { self == .rejected || self == .expired || self == .withdrawn }
}

/// One person's answer to a request.
public struct ApprovalAnswer: Hashable, Sendable {
    /// Yes or no.
    public let isApproved: Bool
    /// Who answered.
    public let identity: Identity
    /// How the answer came: `terminal`, `cli`, `flag`.
    public let channel: String
    /// What the person wrote.
    public let comment: String?
    /// The form, by field.
    public let fields: [String: String]
    /// The fingerprint of the request the person saw, or the first digits of it; `nil` where they did not say.
    public let fingerprint: String?

    /// Makes an answer.
    public init(
        isApproved: Bool, identity: Identity, channel: String, comment: String?, fields: [String: String] = [:],
        fingerprint: String? = nil
    ) {
        self.isApproved = isApproved
        self.identity = identity
        self.channel = channel
        self.comment = comment
        self.fields = fields
        self.fingerprint = fingerprint
    }
}

/// An answer as the journal has it.
public struct RecordedAnswer: Hashable, Sendable {
    /// Who answered.
    public let user: String
    /// Yes or no.
    public let isApproved: Bool
    /// How the answer came.
    public let channel: String
    /// What the person wrote.
    public let comment: String?
    /// The form, by field.
    public let fields: [String: String]
    /// When the person answered.
    public let at: Timestamp
    /// The groups by which the person might answer; `nil` in answers from before they were kept.
    public let groups: [String]?
    /// The binding of the request that was answered.
    public let binding: ContentHash?

    /// Makes an answer.
    public init(
        user: String, isApproved: Bool, channel: String, comment: String?, fields: [String: String], at: Timestamp,
        groups: [String]?, binding: ContentHash?
    ) {
        self.user = user
        self.isApproved = isApproved
        self.channel = channel
        self.comment = comment
        self.fields = fields
        self.at = at
        self.groups = groups
        self.binding = binding
    }
}

/// A request and what became of it.
public struct ApprovalRecord: Hashable, Sendable {
    /// How a request was decided that nobody decided in time.
    public static let timeoutChannel = "timeout"

    /// The run that waits.
    public let run: RunID
    /// Counts the requests of one step from 1: one that was voided is followed by another.
    public let round: Int
    /// What was asked.
    public var request: ApprovalRequest
    /// Where it stands.
    public var state: ApprovalState
    /// All answers, the first one first.
    public var answers: [RecordedAnswer]
    /// Whose answer decided.
    public var decidedBy: String?
    /// How that answer came.
    public var channel: String?
    /// What the person wrote.
    public var comment: String?
    /// When it was decided or expired.
    public var decidedAt: Timestamp?

    /// Makes a record.
    public init(
        run: RunID, round: Int, request: ApprovalRequest, state: ApprovalState = .pending,
        answers: [RecordedAnswer] = [], decidedBy: String? = nil, channel: String? = nil, comment: String? = nil,
        decidedAt: Timestamp? = nil
    ) {
        self.run = run
        self.round = round
        self.request = request
        self.state = state
        self.answers = answers
        self.decidedBy = decidedBy
        self.channel = channel
        self.comment = comment
        self.decidedAt = decidedAt
    }

    /// How many people have said yes.
    public var yesCount: Int { answers.count(where: \.isApproved) }

    /// Whether time decided it.
    public var isTimedOut: Bool { state == .expired || channel == Self.timeoutChannel }

    /// `1 of 2 yes so far`; nothing where one yes is enough.
    public var tally: String? {
        request.count > 1 && state == .pending ? "\(yesCount) of \(request.count) yes so far" : nil
    }

    /// Where it stands and by whom, in a few words.
    public var outcome: String {
        switch state {
        case .approved where isTimedOut: "approved by nobody: the time ran out"
        case .expired: "expired: nobody answered in time"
        case .voided: "void: the run has changed what it asks"
        default: "\(state.rawValue)\(decidedBy.map { " by \($0)" } ?? "")"
        }
    }
}
