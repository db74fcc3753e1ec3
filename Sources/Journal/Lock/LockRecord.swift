/// A named lock that a run wants.
public struct LockRequest: Hashable, Sendable {
    /// The lock's name.
    public let name: String
    /// The step that asks; empty for the run itself.
    public let path: String
    /// The path of the scope it is held for; `nil` to hold it until the run ends.
    public let scope: String?
    /// Whether the run keeps it while it is parked.
    public let isKeptWhileParked: Bool

    /// Makes a request.
    public init(name: String, path: String, scope: String? = nil, isKeptWhileParked: Bool = true) {
        self.name = name
        self.path = path
        self.scope = scope
        self.isKeptWhileParked = isKeptWhileParked
    }
}

/// Who holds a lock.
public struct LockRecord: Hashable, Sendable {
    /// What was requested.
    public let request: LockRequest
    /// The run that holds it.
    public let run: RunID
    /// Who began that run.
    public let requester: String
    /// Where that run stands.
    public let status: RunStatus
    /// Since when it holds the lock.
    public let since: Timestamp

    /// Makes a record.
    public init(request: LockRequest, run: RunID, requester: String, status: RunStatus, since: Timestamp) {
        self.request = request
        self.run = run
        self.requester = requester
        self.status = status
        self.since = since
    }
}

/// What came of requesting a lock.
public enum LockOutcome: Hashable, Sendable {
    /// The run holds it.
    case held
    /// Somebody else holds it, or another part of the same run.
    case busy(LockRecord)
}
