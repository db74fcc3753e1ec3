/// Where runs are kept. Every write is where it stays when it returns: on disk, for a store that has one.
///
/// The rules are those of this module, whatever a store is: it keeps rows, and asks `ApprovalRecord`,
/// `ApprovalOpening`, `LockRecord`, `WakeCondition` and `RetentionSieve` what becomes of them. The conformance tests
/// hold each store to them.
public protocol RunStore: ReleaseStore {
    /// Records a new run with its sources and takes its lease.
    /// - Parameters:
    ///   - sources: the bundle the definition names; `nil` where it is kept already.
    ///   - moment: when the run began, which can be some time before it is recorded.
    ///   - history: events it takes over from another run, recorded with it.
    ///   - lock: a lock without which it does not begin.
    /// - Throws: `JournalError.lockIsHeld`; then nothing is recorded.
    func create(
        _ definition: RunDefinition, sources: [UInt8]?, id: RunID, owner: String, at moment: Timestamp,
        history: [EventRecord], lock: LockRequest?
    ) async throws -> RunLease
    /// Takes over a run that no living process executes, once its journal is seen to be what was recorded.
    /// - Parameters:
    ///   - reclaimsLocks: whether it needs the locks that it held before.
    ///   - acceptance: what a person accepts all the same.
    /// - Throws: `JournalError.runIsHeld` when a process does, `.lockIsHeld` when somebody has a lock that it needs,
    ///   `.damaged`.
    func acquire(
        _ run: RunID, owner: String, reclaimsLocks: Bool, accepting acceptance: Acceptance?
    ) async throws -> RunLease
    /// Where the journal of a run is not what was recorded.
    /// - Parameter isTakenUp: whether what no longer matters to a run that goes on is left out.
    func faults(of run: RunID, isTakenUp: Bool) async throws -> [JournalFault]
    /// Gives a run up with the status it is left in; a run that ended takes its open requests back.
    /// - Parameter wake: what a parked run waits for.
    func release(_ lease: RunLease, status: RunStatus, summary: String?, wake: WakeCondition?) async throws
    /// Releases a run as it was when it was taken: status, summary, locks and the time at which it wakes. A parked run
    /// wakes at once if somebody answered it meanwhile.
    func release(unchanged lease: RunLease) async throws
    /// Adds events in order; all or none, together with those of other callers that wait at the same time.
    /// - Throws: `JournalError.fenced` when another process has taken the run over.
    func append(_ events: [EventRecord], under lease: RunLease) async throws
    /// All events of a run in order.
    func events(of run: RunID) async throws -> [StoredEvent]
    /// The run a person means by a name, a unique part of one, or `last`.
    func find(_ name: String) async throws -> RunRecord
    /// The newest runs first.
    func runs(_ filter: RunFilter, limit: Int) async throws -> [RunRecord]
    /// The parked runs whose wait is over, those first whose wait ended first.
    func due(at moment: Timestamp) async throws -> [RunID]
    /// The parked runs whose wait is not over by the clock, which has been set back since they parked: how much of it
    /// is left, only they can say.
    func ahead(of moment: Timestamp) async throws -> [RunID]
    /// The runs whose process died while it executed them, the oldest first.
    func interrupted() async throws -> [RunID]
    /// Whether a living process executes a run.
    func hasLiveOwner(_ run: RunID) async throws -> Bool
    /// Requests a run's cancellation.
    func requestCancel(of run: RunID, by person: String) async throws
    /// Keeps some bytes under their hash.
    func put(_ content: [UInt8]) async throws -> ContentHash
    /// Bytes that were kept.
    func content(_ hash: ContentHash) async throws -> [UInt8]

    /// Takes a lock for a run, unless somebody has it who is alive or waits with it.
    func take(_ request: LockRequest, under lease: RunLease, at moment: Timestamp) async throws -> LockOutcome
    /// Gives a lock back that a scope of a run has held.
    func release(_ name: String, scope: String, under lease: RunLease) async throws
    /// The locks that are held, by name.
    func locks() async throws -> [LockRecord]

    /// Records a request for approval, or finds the one this step made before.
    ///
    /// A request that is bound to something else than this one is voided, and this one takes its place. One with a name
    /// under which answers are shared is found wherever in the run it was made.
    func open(_ request: ApprovalRequest, under lease: RunLease) async throws -> ApprovalRecord
    /// What became of a step's latest request.
    func approval(run: RunID, path: String) async throws -> ApprovalRecord?
    /// The requests of a run, the pending ones first.
    func approvals(of run: RunID) async throws -> [ApprovalRecord]
    /// Answers a pending request: the first no decides, or the last yes that it takes.
    /// - Parameter path: the step; `nil` for the only pending one.
    /// - Returns: the request with this answer in it; without, when its time was over.
    func decide(run: RunID, path: String?, answer: ApprovalAnswer, at moment: Timestamp) async throws -> ApprovalRecord
    /// Takes a request back if nobody has answered it.
    func withdraw(run: RunID, path: String, at moment: Timestamp) async throws -> ApprovalRecord
    /// Lets a request's time run out if it is undecided; what it then counts as, it says itself.
    func expire(run: RunID, path: String, at moment: Timestamp) async throws -> ApprovalRecord

    /// The runs that a rule does not keep, the oldest first. Those that a living process executes are not among them.
    func prunable(_ rule: RetentionRule) async throws -> [RunRecord]
    /// Takes runs out, unless they were taken up or changed since they were found. Their names are noted.
    /// - Parameter runs: what `prunable` gave.
    func prune(_ runs: [RunRecord]) async throws -> PrunedRuns
    /// The runs that were taken out and whose files may still be there.
    func prunedRuns() async throws -> [RunID]
    /// Forgets runs whose files are gone.
    func forget(_ runs: [RunID]) async throws
    /// Which of some names are names of runs.
    func known(among names: [String]) async throws -> Set<String>
    /// The room the journal takes.
    func size() async throws -> JournalSize
    /// Gives free room back. Other processes may have to wait with what they write.
    func compact() async throws

    /// Whether the journal is free of damage. It reads all of it.
    func isIntact() async throws -> Bool
    /// What kept the second record of a run from being written, which a journal that went back is found by; `nil` where
    /// nothing did, or where there is none.
    var trailFault: String? { get }
    /// Ends the use of the journal.
    func close() throws
}

extension RunStore {
    /// Records a run that begins now, whose sources are kept already, and takes its lease.
    public func create(_ definition: RunDefinition, id: RunID, owner: String) async throws -> RunLease {
        try await create(definition, sources: nil, id: id, owner: owner, at: .now, history: [], lock: nil)
    }

    /// Gives up a run that waits for nothing.
    public func release(_ lease: RunLease, status: RunStatus, summary: String?) async throws {
        try await release(lease, status: status, summary: summary, wake: nil)
    }

    /// Takes over a run that no living process executes, with the locks it held.
    public func acquire(_ run: RunID, owner: String) async throws -> RunLease {
        try await acquire(run, owner: owner, reclaimsLocks: true, accepting: nil)
    }

    /// The newest runs first.
    public func runs(limit: Int) async throws -> [RunRecord] { try await runs(RunFilter(), limit: limit) }
}
