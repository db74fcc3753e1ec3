import Foundation
import GRDB
import Synchronization

extension SQLiteRunStore {
    /// Records a new run and takes its lease.
    public func create(
        _ definition: RunDefinition, id: RunID, owner: String, at moment: Timestamp, history: [EventRecord],
        lock request: LockRequest?
    ) async throws -> RunLease {
        let taken = Mutex<Int64?>(nil)
        do {
            let row = try await write { [self] db in
                let now = moment.milliseconds
                try db.execute(
                    sql: """
                        INSERT INTO run (uid, recipe, environment, parameters, bundle, seed, requester, status, fence,
                                         owner, created_at, updated_at, clock, origin)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        id.description, definition.recipe, definition.environment, Data(definition.parameters),
                        Data(definition.bundle.bytes), definition.seed, definition.requester,
                        RunStatus.running.rawValue,
                        owner, now, now, definition.clock?.milliseconds, definition.origin?.description,
                    ])
                let row = db.lastInsertedRowID
                let lease = RunLease(run: id, row: row, fence: 1)
                for event in history { try Self.insert(event, under: lease, db) }
                if let request, case .busy(let holder) = try take(request, row: row, at: moment, db) {
                    throw JournalError.lockIsHeld(holder)
                }
                // Before the commit: whoever sees the run sees that it is alive.
                guard lock.tryLock(row) else { throw JournalError.runIsHeld(id, by: owner) }
                held.withLock { $0[row] = 1 }
                taken.withLock { $0 = row }
                return row
            }
            return RunLease(run: id, row: row, fence: 1)
        } catch {
            if let row = taken.withLock({ $0 }) { free(row, fence: 1) }
            throw error
        }
    }

    /// Takes over a run that no living process carries on.
    public func acquire(_ run: RunID, owner: String) async throws -> RunLease {
        let (row, previous) = try await database.read { db -> (Int64, String) in
            guard
                let row = try Row.fetchOne(
                    db, sql: "SELECT id, owner FROM run WHERE uid = ?", arguments: [run.description])
            else { throw JournalError.noSuchRun(run.description) }
            return (row["id"], row["owner"] ?? "another process")
        }
        // The kernel frees the lock when its holder dies, so whoever gets it knows that nobody else is at work;
        // the fence stops a holder that lost it in a way the kernel did not see.
        // Locks of one descriptor do not exclude each other, so within this store `held` decides.
        let isFree = held.withLock { held in
            guard held[row] == nil, lock.tryLock(row) else { return false }
            held[row] = 0
            return true
        }
        guard isFree else { throw JournalError.runIsHeld(run, by: previous) }
        do {
            let fence = try await write { [self] db in
                try takeBack(row: row, at: .now, db)
                return try Int64.fetchOne(
                    db,
                    sql: """
                        UPDATE run SET fence = fence + 1, owner = ?, status = ?, summary = NULL, updated_at = ?
                        WHERE id = ? RETURNING fence
                        """,
                    arguments: [owner, RunStatus.running.rawValue, Timestamp.now.milliseconds, row])
            }
            guard let fence else { throw JournalError.noSuchRun(run.description) }
            held.withLock { $0[row] = fence }
            return RunLease(run: run, row: row, fence: fence)
        } catch {
            free(row, fence: 0)
            throw error
        }
    }

    /// Frees the lock of a lease, unless a newer lease of the same run holds it by now.
    private func free(_ row: Int64, fence: Int64) {
        held.withLock { held in
            guard held[row] == fence else { return }
            held[row] = nil
            lock.unlock(row)
        }
    }

    /// Gives a run up with the status it is left in.
    public func release(_ lease: RunLease, status: RunStatus, summary: String?) async throws {
        defer { free(lease.row, fence: lease.fence) }
        try await write { db in
            guard try Self.isCurrent(lease, db) else { throw JournalError.fenced(lease.run) }
            try db.execute(
                sql: "UPDATE run SET status = ?, summary = ?, updated_at = ? WHERE id = ?",
                arguments: [status.rawValue, summary, Timestamp.now.milliseconds, lease.row])
            try Self.settleLocks(row: lease.row, status: status, db)
            guard status.isEnded else { return }
            try db.execute(
                sql: "UPDATE approval SET state = ?, decided_at = ? WHERE run = ? AND state = ?",
                arguments: [
                    ApprovalState.withdrawn.rawValue, Timestamp.now.milliseconds, lease.row,
                    ApprovalState.pending.rawValue,
                ])
        }
    }

    /// The run a person means by a name, a unique part of one, or `last`.
    public func find(_ name: String) async throws -> RunRecord {
        try await database.read { db in
            if name == "last" {
                guard let row = try Row.fetchOne(db, sql: "SELECT * FROM run ORDER BY id DESC LIMIT 1") else {
                    throw JournalError.noSuchRun(name)
                }
                return Self.run(from: row)
            }
            if let row = try Row.fetchOne(db, sql: "SELECT * FROM run WHERE uid = ?", arguments: [name]) {
                return Self.run(from: row)
            }
            let rows = try Row.fetchAll(
                db, sql: "SELECT * FROM run WHERE instr(uid, ?) > 0 ORDER BY id DESC LIMIT 6", arguments: [name])
            guard let row = rows.first, !name.isEmpty else { throw JournalError.noSuchRun(name) }
            guard rows.count == 1 else { throw JournalError.ambiguousRun(name, matches: rows.map { $0["uid"] }) }
            return Self.run(from: row)
        }
    }

    /// The newest runs first.
    public func runs(limit: Int) async throws -> [RunRecord] {
        try await database.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM run ORDER BY id DESC LIMIT ?", arguments: [limit])
                .map(Self.run(from:))
        }
    }

    /// Asks for a run to be cancelled.
    public func requestCancel(of run: RunID, by person: String) async throws {
        try await write { db in
            try db.execute(
                sql: "UPDATE run SET cancel_by = ? WHERE uid = ? AND cancel_by IS NULL",
                arguments: [person, run.description])
        }
    }

    private static func run(from row: Row) -> RunRecord {
        let parameters: Data = row["parameters"]
        let bundle: Data = row["bundle"]
        let clock: Int64? = row["clock"]
        let origin: String? = row["origin"]
        return RunRecord(
            id: RunID(row["uid"]),
            definition: RunDefinition(
                recipe: row["recipe"], environment: row["environment"], parameters: Array(parameters),
                bundle: ContentHash(bytes: Array(bundle)) ?? ContentHash(of: bundle), seed: row["seed"],
                requester: row["requester"], clock: clock.map { Timestamp(milliseconds: $0) },
                origin: origin.map { RunID($0) }),
            status: RunStatus(rawValue: row["status"]) ?? .failed, summary: row["summary"], fence: row["fence"],
            owner: row["owner"], cancelRequestedBy: row["cancel_by"],
            createdAt: Timestamp(milliseconds: row["created_at"]),
            updatedAt: Timestamp(milliseconds: row["updated_at"]))
    }

    /// Keeps some bytes under their hash.
    public func put(_ content: [UInt8]) async throws -> ContentHash {
        let hash = ContentHash(of: content)
        let isKnown = try await database.read { db in
            try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM blob WHERE hash = ?)", arguments: [Data(hash.bytes)])
        }
        if isKnown == true { return hash }
        try await write { db in
            try db.execute(
                sql: "INSERT OR IGNORE INTO blob (hash, content) VALUES (?, ?)",
                arguments: [Data(hash.bytes), Data(content)])
        }
        return hash
    }

    /// Bytes that were kept.
    public func content(_ hash: ContentHash) async throws -> [UInt8] {
        let content = try await database.read { db in
            try Data.fetchOne(db, sql: "SELECT content FROM blob WHERE hash = ?", arguments: [Data(hash.bytes)])
        }
        guard let content else { throw JournalError.missingBlob(hash) }
        return Array(content)
    }
}
