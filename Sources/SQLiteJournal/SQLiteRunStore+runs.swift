import Foundation
import GRDB
public import Journal
import Synchronization

extension SQLiteRunStore {
    /// Records a new run with its sources and takes its lease.
    public func create(
        _ definition: RunDefinition, sources: [UInt8]?, id: RunID, owner: String, at moment: Timestamp,
        history: [EventRecord], lock request: LockRequest?
    ) async throws -> RunLease {
        let taken = Mutex<Int64?>(nil)
        do {
            let (row, _) = try await write { [self] db in
                // Together with the run, so that pruning never sees sources that no run names yet.
                if let sources { try Self.insertBlob(sources, definition.bundle, db) }
                let row = try Self.insert(definition, id: id, owner: owner, at: moment, db)
                let trail = try Self.insert(history, under: RunLease(run: id, row: row, fence: 1), db)
                if let request, case .busy(let holder) = try take(request, run: id, row: row, at: moment, db) {
                    throw JournalError.lockIsHeld(holder)
                }
                // Before the commit: whoever sees the run sees that it is alive.
                guard lock.tryLock(row) else { throw JournalError.runIsHeld(id, by: owner) }
                held.set(row, fence: 1)
                taken.withLock { $0 = row }
                return (row, trail)
            } then: { [held, state] row, trail in
                held.open(id, row: row, in: state, adding: trail)
            }
            return RunLease(run: id, row: row, fence: 1)
        } catch {
            if let row = taken.withLock({ $0 }) { free(row, fence: 1) }
            throw error
        }
    }

    private static func insert(
        _ definition: RunDefinition, id: RunID, owner: String, at moment: Timestamp, _ db: Database
    ) throws -> Int64 {
        let genesis = EventChain(of: definition, id: id, createdAt: moment, bundle: definition.bundle).head
        let now = moment.milliseconds
        try db.execute(
            sql: """
                INSERT INTO run (uid, recipe, environment, parameters, bundle, seed, requester, status, fence, owner,
                                 created_at, updated_at, clock, origin, root, is_around_state, first_bundle, genesis,
                                 head_event, head_hash)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)
                """,
            arguments: [
                id.description, definition.recipe, definition.environment, Data(definition.parameters),
                Data(definition.bundle.bytes), definition.seed, definition.requester, RunStatus.running.rawValue,
                owner, now, now, definition.clock?.milliseconds, definition.origin?.description,
                definition.project?.root, definition.project?.isAroundState, Data(definition.bundle.bytes),
                Data(genesis.bytes), Data(genesis.bytes),
            ])
        return db.lastInsertedRowID
    }

    /// Takes over a run that no living process executes.
    public func acquire(
        _ run: RunID, owner: String, reclaimsLocks: Bool, accepting acceptance: Acceptance?
    ) async throws -> RunLease {
        let (row, previous) = try await read { db -> (Int64, String) in
            guard
                let row = try Row.fetchOne(
                    db, sql: "SELECT id, owner FROM run WHERE uid = ?", arguments: [run.description])
            else { throw JournalError.noSuchRun(run.description) }
            return (row["id"], row["owner"] ?? "another process")
        }
        // The kernel frees the lock when its holder dies, so whoever gets it knows that nobody else is at work;
        // the fence stops a holder that lost it in a way the kernel did not see.
        // Locks of one descriptor do not exclude each other, so within this store `held` decides.
        guard held.claim(row, locking: { lock.tryLock(row) }) else {
            throw JournalError.runIsHeld(run, by: previous)
        }
        do {
            // Nobody else writes to the run from here on.
            let integrity = try await read { [directory] db in
                try Self.integrity(on: run, row: row, in: directory, isTakenUp: true, db)
            }
            guard integrity.faults.isEmpty || acceptance?.damage == true else {
                throw JournalError.damaged(run, integrity.faults)
            }
            let (lease, _) = try await write { [self] db in
                let before = try Row.fetchOne(
                    db, sql: "SELECT status, summary, wake_at FROM run WHERE id = ?", arguments: [row])
                let now = Timestamp.now
                let status = (before?["status"]).flatMap { RunStatus(rawValue: $0) } ?? .running
                if reclaimsLocks { try reclaim(of: run, row: row, at: now, db) }
                if status.asksRejectedAnew { try Self.forgetDenials(row: row, db) }
                let fence = try Int64.fetchOne(
                    db,
                    sql: """
                        UPDATE run SET fence = fence + 1, owner = ?, status = ?, summary = NULL, wake_at = NULL,
                            updated_at = ?
                        WHERE id = ? RETURNING fence
                        """,
                    arguments: [owner, RunStatus.running.rawValue, now.milliseconds, row])
                guard let fence, let before else { throw JournalError.noSuchRun(run.description) }
                held.set(row, fence: fence)
                let lease = RunLease(
                    run: run, row: row, fence: fence, previous: status, previousSummary: before["summary"],
                    previousWake: (before["wake_at"] as Int64?).map { Timestamp(milliseconds: $0) }, acquiredAt: now,
                    hasLostTrail: integrity.hasLostTrail)
                return (lease, try Self.settleChain(lease, acceptance, db))
            } then: { [held, state] _, accepted in
                held.open(run, row: row, in: state, adding: integrity.untrailed + accepted)
            }
            return lease
        } catch {
            held.forget(row) { lock.unlock(row) }
            throw error
        }
    }

    /// Takes from the requests that were rejected the name under which steps share one answer.
    private static func forgetDenials(row: Int64, _ db: Database) throws {
        let rejections = ApprovalState.allCases.filter(\.isDenial).map { "'\($0.rawValue)'" }.joined(separator: ", ")
        try db.execute(
            sql: "UPDATE approval SET once = NULL WHERE run = ? AND state IN (\(rejections))", arguments: [row])
    }

    /// Begins the chain of a run from before there were chains, and lets one go on that a person accepts as it is.
    private static func settleChain(
        _ lease: RunLease, _ acceptance: Acceptance?, _ db: Database
    ) throws -> [TrailEntry] {
        if let project = acceptance?.project {
            try db.execute(
                sql: "UPDATE run SET root = ?, is_around_state = ? WHERE id = ?",
                arguments: [project.root, project.isAroundState, lease.row])
        }
        let isChained = try Bool.fetchOne(
            db, sql: "SELECT head_event IS NOT NULL FROM run WHERE id = ?", arguments: [lease.row])
        if acceptance != nil || isChained != true { try rechain(row: lease.row, db) }
        guard let acceptance else { return [] }
        for record in try records(of: lease.run, row: lease.row, db) where record.doubt(at: .now) != nil {
            try settle(record.settled(.voided, at: .now), row: lease.row, db)
        }
        return try insert([acceptance.event], under: lease, db)
    }

    /// Frees the lock of a lease, unless a newer lease of the same run holds it by now.
    private func free(_ row: Int64, fence: Int64) { held.free(row, fence: fence) { lock.unlock(row) } }

    /// Gives a run up with the status it is left in.
    public func release(
        _ lease: RunLease, status: RunStatus, summary: String?, wake: WakeCondition?
    ) async throws {
        defer { free(lease.row, fence: lease.fence) }
        try await write { db in
            guard try Self.isCurrent(lease, db) else { throw JournalError.fenced(lease.run) }
            let now = Timestamp.now
            let wakeAt = try wake.flatMap { try $0.moment(Self.records(of: lease.run, row: lease.row, db), now: now) }
            try db.execute(
                sql: "UPDATE run SET status = ?, summary = ?, wake_at = ?, updated_at = ? WHERE id = ?",
                arguments: [status.rawValue, summary, wakeAt?.milliseconds, now.milliseconds, lease.row])
            try Self.settleLocks(row: lease.row, status: status, db)
            guard status.isEnded else { return }
            try db.execute(
                sql: "UPDATE approval SET state = ?, decided_at = ? WHERE run = ? AND state = ?",
                arguments: [
                    ApprovalState.withdrawn.rawValue, now.milliseconds, lease.row, ApprovalState.pending.rawValue,
                ])
        } then: { [held] in
            held.sync(lease.row)
        }
    }

    /// Releases a run as it was when it was taken; see `RunStore.release(unchanged:)`.
    public func release(unchanged lease: RunLease) async throws {
        defer { free(lease.row, fence: lease.fence) }
        try await write { db in
            guard try Self.isCurrent(lease, db) else { throw JournalError.fenced(lease.run) }
            let now = Timestamp.now
            let records = try Self.records(of: lease.run, row: lease.row, db)
            let wakeAt = lease.wakeWhenUnchanged(records, now: now)
            try db.execute(
                sql: "UPDATE run SET status = ?, summary = ?, wake_at = ?, updated_at = ? WHERE id = ?",
                arguments: [
                    lease.previous.rawValue, lease.previousSummary, wakeAt?.milliseconds, now.milliseconds, lease.row,
                ])
            try Self.settleLocks(row: lease.row, status: lease.previous, db)
        } then: { [held] in
            held.sync(lease.row)
        }
    }

    /// Requests a run's cancellation.
    public func requestCancel(of run: RunID, by person: String) async throws {
        try await write { db in
            try db.execute(
                sql: "UPDATE run SET cancel_by = ? WHERE uid = ? AND cancel_by IS NULL",
                arguments: [person, run.description])
        }
    }

    static func run(from row: Row) -> RunRecord {
        let parameters: Data = row["parameters"]
        let bundle: Data = row["bundle"]
        let clock: Int64? = row["clock"]
        let origin: String? = row["origin"]
        let root: String? = row["root"]
        let isAroundState: Bool? = row["is_around_state"]
        return RunRecord(
            id: RunID(row["uid"]),
            definition: RunDefinition(
                recipe: row["recipe"], environment: row["environment"], parameters: Array(parameters),
                bundle: ContentHash(bytes: Array(bundle)) ?? ContentHash(of: bundle), seed: row["seed"],
                requester: row["requester"], clock: clock.map { Timestamp(milliseconds: $0) },
                origin: origin.map { RunID($0) },
                project: root.map { RunProject(root: $0, isAroundState: isAroundState ?? false) }),
            status: RunStatus(rawValue: row["status"]) ?? .failed, summary: row["summary"], fence: row["fence"],
            owner: row["owner"], cancelRequestedBy: row["cancel_by"],
            createdAt: Timestamp(milliseconds: row["created_at"]),
            updatedAt: Timestamp(milliseconds: row["updated_at"]),
            wakeAt: (row["wake_at"] as Int64?).map { Timestamp(milliseconds: $0) })
    }

    /// Keeps some bytes under their hash.
    public func put(_ content: [UInt8]) async throws -> ContentHash {
        let hash = ContentHash(of: content)
        let isKnown = try await read { db in
            try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM blob WHERE hash = ?)", arguments: [Data(hash.bytes)])
        }
        if isKnown == true { return hash }
        try await write { db in
            try Self.insertBlob(content, hash, db)
        }
        return hash
    }

    static func insertBlob(_ content: [UInt8], _ hash: ContentHash, _ db: Database) throws {
        try db.execute(
            // Also in the place of something else that is there under this hash, as after a damage.
            sql: """
                INSERT INTO blob (hash, content) VALUES (?, ?)
                ON CONFLICT (hash) DO UPDATE SET content = excluded.content WHERE content IS NOT excluded.content
                """,
            arguments: [Data(hash.bytes), Data(content)])
    }

    /// Bytes that were kept.
    public func content(_ hash: ContentHash) async throws -> [UInt8] {
        let content = try await read { db in
            try Data.fetchOne(db, sql: "SELECT content FROM blob WHERE hash = ?", arguments: [Data(hash.bytes)])
        }
        guard let content else { throw JournalError.missingBlob(hash) }
        guard ContentHash(of: content) == hash else { throw JournalError.damagedBlob(hash) }
        return Array(content)
    }
}
