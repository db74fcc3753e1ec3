import Foundation
import GRDB
import Synchronization

// A row is a claim; of all claims to one name at most one is held. A run that loses its lock, since it died or parked
// without it, keeps its claim: whoever takes the run up again has to get the lock back first.
extension SQLiteRunStore {
    /// Takes a lock for a run, unless somebody has it who is alive or waits with it.
    public func take(
        _ request: LockRequest, under lease: RunLease, at moment: Timestamp
    ) async throws -> LockOutcome {
        try await write { [self] db in
            guard try Self.isCurrent(lease, db) else { throw JournalError.fenced(lease.run) }
            return try take(request, row: lease.row, at: moment, db)
        }
    }

    /// Gives a lock back that a scope of a run has held.
    public func giveBack(_ name: String, scope: String, under lease: RunLease) async throws {
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
                .filter(isInForce).map(Self.lock(from:))
        }
    }

    /// Takes a lock inside a transaction.
    func take(_ request: LockRequest, row: Int64, at moment: Timestamp, _ db: Database) throws -> LockOutcome {
        let holder = try Row.fetchOne(
            db, sql: Self.selection + " WHERE lock.name = ? AND lock.is_held = 1", arguments: [request.name])
        if let holder {
            let (run, path): (Int64, String) = (holder["run"], holder["path"])
            if run == row, path == request.path { return .held }
            if run == row || isInForce(holder) { return .busy(Self.lock(from: holder)) }
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

    /// Gets back what a run had when it was last carried on.
    /// - Throws: `JournalError.lockIsHeld` where somebody else has it now.
    func takeBack(row: Int64, at moment: Timestamp, _ db: Database) throws {
        let lost = try Row.fetchAll(
            db, sql: "SELECT * FROM lock WHERE run = ? AND is_held = 0 ORDER BY since, name", arguments: [row])
        for claim in lost {
            let outcome = try take(Self.request(from: claim), row: row, at: moment, db)
            if case .busy(let holder) = outcome { throw JournalError.lockIsHeld(holder) }
        }
    }

    /// What becomes of a run's locks when a process gives it up.
    static func settleLocks(row: Int64, status: RunStatus, _ db: Database) throws {
        switch status {
        case .done, .cancelled, .abandoned:
            try db.execute(sql: "DELETE FROM lock WHERE run = ?", arguments: [row])
        case .failed, .running: try db.execute(sql: "UPDATE lock SET is_held = 0 WHERE run = ?", arguments: [row])
        case .parked:
            try db.execute(sql: "UPDATE lock SET is_held = 0 WHERE run = ? AND is_kept = 0", arguments: [row])
        case .needsAttention: break
        }
    }

    /// Whether the run of a claim is alive, or waits with its locks.
    private func isInForce(_ claim: Row) -> Bool {
        switch RunStatus(rawValue: claim["status"]) {
        case .parked, .needsAttention: return claim["is_held"]
        case .running:
            let row: Int64 = claim["run"]
            return held.contains(row) || lock.isLocked(row)
        case .done, .failed, .cancelled, .abandoned, nil: return false
        }
    }

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
