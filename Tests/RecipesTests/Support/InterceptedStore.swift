import Journal

/// A store that does something of the test's own before each commit of events.
struct InterceptedStore: RunStore {
    let store: SQLiteRunStore
    let beforeAppend: @Sendable ([EventRecord]) async throws -> Void

    func append(_ events: [EventRecord], under lease: RunLease) async throws {
        try await beforeAppend(events)
        try await store.append(events, under: lease)
    }

    func create(
        _ definition: RunDefinition, sources: [UInt8]?, id: RunID, owner: String, at moment: Timestamp,
        history: [EventRecord], lock: LockRequest?
    ) async throws -> RunLease {
        try await store.create(
            definition, sources: sources, id: id, owner: owner, at: moment, history: history, lock: lock)
    }
    func acquire(_ run: RunID, owner: String) async throws -> RunLease { try await store.acquire(run, owner: owner) }
    func release(_ lease: RunLease, status: RunStatus, summary: String?, wake: WakeCondition?) async throws {
        try await store.release(lease, status: status, summary: summary, wake: wake)
    }
    func events(of run: RunID) async throws -> [StoredEvent] { try await store.events(of: run) }
    func find(_ name: String) async throws -> RunRecord { try await store.find(name) }
    func runs(_ filter: RunFilter, limit: Int) async throws -> [RunRecord] {
        try await store.runs(filter, limit: limit)
    }
    func woken(at moment: Timestamp) async throws -> [RunID] { try await store.woken(at: moment) }
    func interrupted() async throws -> [RunID] { try await store.interrupted() }
    func isCarriedOn(_ run: RunID) async throws -> Bool { try await store.isCarriedOn(run) }
    func requestCancel(of run: RunID, by person: String) async throws {
        try await store.requestCancel(of: run, by: person)
    }
    func put(_ content: [UInt8]) async throws -> ContentHash { try await store.put(content) }
    func content(_ hash: ContentHash) async throws -> [UInt8] { try await store.content(hash) }
    func open(_ request: ApprovalRequest, under lease: RunLease) async throws -> ApprovalRecord {
        try await store.open(request, under: lease)
    }
    func approval(run: RunID, path: String) async throws -> ApprovalRecord? {
        try await store.approval(run: run, path: path)
    }
    func approvals(of run: RunID) async throws -> [ApprovalRecord] { try await store.approvals(of: run) }
    func decide(run: RunID, path: String?, answer: ApprovalAnswer, at moment: Timestamp) async throws -> ApprovalRecord
    {
        try await store.decide(run: run, path: path, answer: answer, at: moment)
    }
    func expire(run: RunID, path: String, at moment: Timestamp) async throws -> ApprovalRecord {
        try await store.expire(run: run, path: path, at: moment)
    }
    func withdraw(run: RunID, path: String, at moment: Timestamp) async throws -> ApprovalRecord {
        try await store.withdraw(run: run, path: path, at: moment)
    }

    func take(_ request: LockRequest, under lease: RunLease, at moment: Timestamp) async throws -> LockOutcome {
        try await store.take(request, under: lease, at: moment)
    }

    func giveBack(_ name: String, scope: String, under lease: RunLease) async throws {
        try await store.giveBack(name, scope: scope, under: lease)
    }

    func locks() async throws -> [LockRecord] { try await store.locks() }
}
