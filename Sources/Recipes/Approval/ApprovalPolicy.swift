public import Journal

/// Who answers requests for approval in this process, and whether it stays while the run waits.
public enum ApprovalPolicy: Sendable {
    /// This process says yes to everything, and it is recorded so.
    /// - Parameter isForeground: whether it waits for what a yes does not end.
    case approveAll(isForeground: Bool)
    /// A person at this terminal is asked, and may be overtaken by one elsewhere.
    case ask(any ApprovalPrompting)
    /// Nobody is asked here; the process waits for an answer from elsewhere.
    case wait
    /// Nobody is asked here, and the process does not wait.
    case park

    /// Whether the process stays while the run waits.
    var isForeground: Bool {
        switch self {
        case .approveAll(let isForeground): isForeground
        case .ask, .wait: true
        case .park: false
        }
    }
}

/// Asks a person at a terminal. It is asked one question at a time.
public protocol ApprovalPrompting: Sendable {
    /// Asks, until there is an answer or the task is cancelled because somebody else answered.
    /// - Parameter record: the request, with the answers others have given.
    /// - Returns: the answer, or `nil` when there is nobody to ask.
    func ask(_ record: ApprovalRecord) async -> TerminalAnswer?
    /// Says who answered elsewhere.
    func show(_ record: ApprovalRecord) async
}

/// What a person at a terminal answered.
public struct TerminalAnswer: Hashable, Sendable {
    /// Yes or no.
    public let isApproved: Bool
    /// What the person wrote.
    public let comment: String?
    /// The form, by field.
    public let fields: [String: String]

    /// Makes a reply.
    public init(isApproved: Bool, comment: String?, fields: [String: String] = [:]) {
        self.isApproved = isApproved
        self.comment = comment
        self.fields = fields
    }
}

extension Wait {
    /// The wait for a request to be answered.
    init(_ record: ApprovalRecord) {
        self.init(
            reason: "approval: \(record.request.message)", approval: record.request, since: record.request.requestedAt,
            until: record.request.deadline)
    }
}
