public import Journal

/// A store that does something of the test's own before and after each write.
public struct InterceptedStore: RunStore {
    /// What is about to be written, or was.
    public enum Write: Sendable {
        /// Events of a run.
        case events([EventRecord])
        /// Anything else, by the name of the store's function.
        case other(String)
    }

    private let store: any RunStore
    private let before: @Sendable (Write) async throws -> Void
    private let after: @Sendable (Write) async throws -> Void
    private let delay: Duration?

    /// Puts closures around another store's writes.
    /// - Parameter delay: a fault: events are said to be written at once, and are written so much later.
    public init(
        store: any RunStore, delay: Duration? = nil, before: @escaping @Sendable (Write) async throws -> Void,
        after: @escaping @Sendable (Write) async throws -> Void = { _ in }
    ) {
        self.store = store
        self.delay = delay
        self.before = before
        self.after = after
    }

    private func write<T>(_ write: Write, _ body: () async throws -> T) async throws -> T {
        try await before(write)
        let result = try await body()
        try await after(write)
        return result
    }
}

// What writes.
extension InterceptedStore {
    /// As the store it goes to.
    public func append(_ events: [EventRecord], under lease: RunLease) async throws {
        guard let delay else {
            return try await write(.events(events)) { try await store.append(events, under: lease) }
        }
        Task {
            try await Task.sleep(for: delay)
            try await write(.events(events)) { try await store.append(events, under: lease) }
        }
    }

    /// As the store it goes to.
    public func create(
        _ definition: RunDefinition, sources: [UInt8]?, id: RunID, owner: String, at moment: Timestamp,
        history: [EventRecord], lock: LockRequest?
    ) async throws -> RunLease {
        try await write(.other("create")) {
            try await store.create(
                definition, sources: sources, id: id, owner: owner, at: moment, history: history, lock: lock)
        }
    }

    /// As the store it goes to.
    public func acquire(
        _ run: RunID, owner: String, reclaimsLocks: Bool, accepting acceptance: Acceptance?
    ) async throws -> RunLease {
        try await write(.other("acquire")) {
            try await store.acquire(run, owner: owner, reclaimsLocks: reclaimsLocks, accepting: acceptance)
        }
    }

    /// As the store it goes to.
    public func release(unchanged lease: RunLease) async throws {
        try await write(.other("release")) { try await store.release(unchanged: lease) }
    }

    /// As the store it goes to.
    public func release(_ lease: RunLease, status: RunStatus, summary: String?, wake: WakeCondition?) async throws {
        try await write(.other("release")) {
            try await store.release(lease, status: status, summary: summary, wake: wake)
        }
    }

    /// As the store it goes to.
    public func requestCancel(of run: RunID, by person: String) async throws {
        try await write(.other("requestCancel")) { try await store.requestCancel(of: run, by: person) }
    }

    /// As the store it goes to.
    public func put(_ content: [UInt8]) async throws -> ContentHash {
        try await write(.other("put")) { try await store.put(content) }
    }

    /// As the store it goes to.
    public func take(_ request: LockRequest, under lease: RunLease, at moment: Timestamp) async throws -> LockOutcome {
        try await write(.other("take")) { try await store.take(request, under: lease, at: moment) }
    }

    /// As the store it goes to.
    public func release(_ name: String, scope: String, under lease: RunLease) async throws {
        try await write(.other("release")) { try await store.release(name, scope: scope, under: lease) }
    }

    /// As the store it goes to.
    public func open(_ request: ApprovalRequest, under lease: RunLease) async throws -> ApprovalRecord {
        try await write(.other("open")) { try await store.open(request, under: lease) }
    }

    /// As the store it goes to.
    public func decide(
        run: RunID, path: String?, answer: ApprovalAnswer, at moment: Timestamp
    ) async throws -> ApprovalRecord {
        try await write(.other("decide")) {
            try await store.decide(run: run, path: path, answer: answer, at: moment)
        }
    }

    /// As the store it goes to.
    public func withdraw(run: RunID, path: String, at moment: Timestamp) async throws -> ApprovalRecord {
        try await write(.other("withdraw")) { try await store.withdraw(run: run, path: path, at: moment) }
    }

    /// As the store it goes to.
    public func prune(_ runs: [RunRecord]) async throws -> PrunedRuns {
        try await write(.other("prune")) { try await store.prune(runs) }
    }

    /// As the store it goes to.
    public func forget(_ runs: [RunID]) async throws {
        try await write(.other("forget")) { try await store.forget(runs) }
    }

    /// As the store it goes to.
    public func compact() async throws { try await write(.other("compact")) { try await store.compact() } }

    /// As the store it goes to.
    public func keep(_ release: ReleaseRecord, sources: [UInt8]) async throws -> ReleaseOutcome {
        try await write(.other("keep")) { try await store.keep(release, sources: sources) }
    }

    /// As the store it goes to.
    public func note(_ deployment: DeploymentRecord) async throws {
        try await write(.other("note")) { try await store.note(deployment) }
    }

    /// As the store it goes to.
    public func expire(run: RunID, path: String, at moment: Timestamp) async throws -> ApprovalRecord {
        try await write(.other("expire")) { try await store.expire(run: run, path: path, at: moment) }
    }
}

// What reads.
extension InterceptedStore {
    /// As the store it goes to.
    public func release(of application: String, version: String) async throws -> ReleaseRecord? {
        try await store.release(of: application, version: version)
    }

    /// As the store it goes to.
    public func releases(of application: String?) async throws -> [ReleaseRecord] {
        try await store.releases(of: application)
    }

    /// As the store it goes to.
    public func deployments(to environment: String?) async throws -> [DeploymentRecord] {
        try await store.deployments(to: environment)
    }

    /// As the store it goes to.
    public func faults(of run: RunID, isTakenUp: Bool) async throws -> [JournalFault] {
        try await store.faults(of: run, isTakenUp: isTakenUp)
    }

    /// As the store it goes to.
    public func events(of run: RunID) async throws -> [StoredEvent] { try await store.events(of: run) }

    /// As the store it goes to.
    public func find(_ name: String) async throws -> RunRecord { try await store.find(name) }

    /// As the store it goes to.
    public func runs(_ filter: RunFilter, limit: Int) async throws -> [RunRecord] {
        try await store.runs(filter, limit: limit)
    }

    /// As the store it goes to.
    public func due(at moment: Timestamp) async throws -> [RunID] { try await store.due(at: moment) }

    /// As the store it goes to.
    public func ahead(of moment: Timestamp) async throws -> [RunID] { try await store.ahead(of: moment) }

    /// As the store it goes to.
    public func interrupted() async throws -> [RunID] { try await store.interrupted() }

    /// As the store it goes to.
    public func hasLiveOwner(_ run: RunID) async throws -> Bool { try await store.hasLiveOwner(run) }

    /// As the store it goes to.
    public func content(_ hash: ContentHash) async throws -> [UInt8] { try await store.content(hash) }

    /// As the store it goes to.
    public func locks() async throws -> [LockRecord] { try await store.locks() }

    /// As the store it goes to.
    public func approval(run: RunID, path: String) async throws -> ApprovalRecord? {
        try await store.approval(run: run, path: path)
    }

    /// As the store it goes to.
    public func approvals(of run: RunID) async throws -> [ApprovalRecord] { try await store.approvals(of: run) }

    /// As the store it goes to.
    public func prunable(_ rule: RetentionRule) async throws -> [RunRecord] { try await store.prunable(rule) }

    /// As the store it goes to.
    public func prunedRuns() async throws -> [RunID] { try await store.prunedRuns() }

    /// As the store it goes to.
    public func known(among names: [String]) async throws -> Set<String> { try await store.known(among: names) }

    /// As the store it goes to.
    public func size() async throws -> JournalSize { try await store.size() }

    /// As the store it goes to.
    public func isIntact() async throws -> Bool { try await store.isIntact() }

    /// As the store it goes to.
    public var trailFault: String? { store.trailFault }

    /// As the store it goes to.
    public func close() throws { try store.close() }
}
