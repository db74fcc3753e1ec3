import Foundation
import GRDB
public import Journal
import Synchronization

// A row is a claim to a lock.
extension SQLiteRunStore {
    /// Takes a lock for a run, unless somebody has it who is alive or waits with it.
    public func take(
        _ request: LockRequest, under lease: RunLease, at moment: Timestamp
    ) async throws -> LockOutcome {
        try await write { [self] db in
            guard try Self.isCurrent(lease, db) else { throw JournalError.fenced(lease.run) }
            return try take(request, run: lease.run, row: lease.row, at: moment, db)
        }
    }

    /// Gives a lock back that a scope of a run has held.
    public func release(_ name: String, scope: String, under lease: RunLease) async throws {
        try await write { db in
            guard try Self.isCurrent(lease, db) else { throw JournalError.fenced(lease.run) }
            try db.execute(
                sql: "DELETE FROM lock WHERE name = ? AND run = ? AND scope = ?", arguments: [name, lease.row, scope])
        }
    }

    /// The locks that are held, by name.
    public func locks() async throws -> [LockRecord] {
        try await read { [self] db in
            try Row.fetchAll(db, sql: Self.selection + " WHERE lock.is_held = 1 ORDER BY lock.name")
                .compactMap { row in
                    let record = Self.lock(from: row)
                    return record.isInForce { isAlive(row["run"]) } ? record : nil
                }
        }
    }

    /// Takes a lock inside a transaction.
    func take(
        _ request: LockRequest, run: RunID, row: Int64, at moment: Timestamp, _ db: Database
    ) throws -> LockOutcome {
        let holder = try Row.fetchOne(
            db, sql: Self.selection + " WHERE lock.name = ? AND lock.is_held = 1", arguments: [request.name])
        if let holder {
            let outcome = Self.lock(from: holder).outcome(of: request, by: run) { isAlive(holder["run"]) }
            if let outcome { return outcome }
            try db.execute(
                sql: "UPDATE lock SET is_held = 0 WHERE name = ? AND is_held = 1", arguments: [request.name])
        }
        try db.execute(
            sql: """
                INSERT INTO lock (name, run, path, scope, is_kept, is_held, since) VALUES (?, ?, ?, ?, ?, 1, ?)
                ON CONFLICT (name, run, path) DO UPDATE SET is_held = 1, since = excluded.since
                """,
            arguments: [
                request.name, row, request.path, request.scope, request.isKeptWhileParked, moment.milliseconds,
            ])
        return .held
    }

    /// Gets back what a run had when it was last executed.
    /// - Throws: `JournalError.lockIsHeld` where somebody else has it now.
    func reclaim(of run: RunID, row: Int64, at moment: Timestamp, _ db: Database) throws {
        let lost = try Row.fetchAll(
            db, sql: "SELECT * FROM lock WHERE run = ? AND is_held = 0 ORDER BY since, name", arguments: [row])
        for claim in lost {
            let outcome = try take(Self.request(from: claim), run: run, row: row, at: moment, db)
            if case .busy(let holder) = outcome { throw JournalError.lockIsHeld(holder) }
        }
    }

    /// What becomes of a run's locks when a process gives it up.
    static func settleLocks(row: Int64, status: RunStatus, _ db: Database) throws {
        switch status.lockSettlement {
        case .forgotten: try db.execute(sql: "DELETE FROM lock WHERE run = ?", arguments: [row])
        case .lost: try db.execute(sql: "UPDATE lock SET is_held = 0 WHERE run = ?", arguments: [row])
        case .lostUnlessKept:
            try db.execute(sql: "UPDATE lock SET is_held = 0 WHERE run = ? AND is_kept = 0", arguments: [row])
        case .held: break
        }
    }

    /// Whether a living process executes the run of a row.
    func isAlive(_ row: Int64) -> Bool { held.contains(row) || lock.isLocked(row) }

    private static let selection = """
        SELECT lock.*, run.uid, run.requester, run.status FROM lock JOIN run ON run.id = lock.run
        """

    private static func request(from row: Row) -> LockRequest {
        LockRequest(name: row["name"], path: row["path"], scope: row["scope"], isKeptWhileParked: row["is_kept"])
    }

    private static func lock(from row: Row) -> LockRecord {
        LockRecord(
            request: request(from: row), run: RunID(row["uid"]), requester: row["requester"],
            status: RunStatus(rawValue: row["status"]) ?? .running, since: Timestamp(milliseconds: row["since"]))
    }
}
