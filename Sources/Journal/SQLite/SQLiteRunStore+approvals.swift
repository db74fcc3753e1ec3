import Foundation
import GRDB

extension SQLiteRunStore {
    /// Records a request for approval, or finds the one this step made before.
    public func open(_ request: ApprovalRequest, under lease: RunLease) async throws -> ApprovalRecord {
        try await write { db in
            guard try Self.isCurrent(lease, db) else { throw JournalError.fenced(lease.run) }
            try db.execute(
                sql: """
                    INSERT OR IGNORE INTO approval (run, path, message, details, approvers, requested_at, deadline,
                                                    state)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    lease.row, request.path, request.message, request.details.joined(separator: "\n"),
                    request.approvers.joined(separator: "\n"), request.requestedAt.milliseconds,
                    request.deadline?.milliseconds, ApprovalState.pending.rawValue,
                ])
            return try Self.record(of: lease.run, path: request.path, db)
        }
    }

    /// What became of a step's request.
    public func approval(run: RunID, path: String) async throws -> ApprovalRecord? {
        try await approvals(of: run).first { $0.request.path == path }
    }

    /// The requests of a run, the pending ones first.
    public func approvals(of run: RunID) async throws -> [ApprovalRecord] {
        try await database.read { db in try Self.records(of: run, db) }
    }

    /// Answers a pending request; the first answer wins, once.
    public func decide(
        run: RunID, path: String?, answer: ApprovalAnswer, at moment: Timestamp
    ) async throws -> ApprovalRecord {
        try await write { db in
            let records = try Self.records(of: run, db)
            let pending = records.filter { $0.state == .pending }
            if path == nil, pending.count > 1 {
                throw JournalError.severalPendingApprovals(run, paths: pending.map(\.request.path))
            }
            let asked = path.map { path in records.first { $0.request.path == path } } ?? pending.first ?? records.last
            guard let record = asked else { throw JournalError.noPendingApproval(run) }
            guard record.state == .pending else { throw JournalError.alreadyDecided(record) }
            guard answer.identity.isNamed(in: record.request.approvers) else {
                throw JournalError.notAnApprover(answer.identity, allowed: record.request.approvers)
            }
            if let deadline = record.request.deadline, moment > deadline {
                return try Self.settle(record, .expired, nil, at: moment, db)
            }
            return try Self.settle(record, answer.isApproved ? .approved : .rejected, answer, at: moment, db)
        }
    }

    /// Marks a request as expired if nobody has answered it.
    public func expire(run: RunID, path: String, at moment: Timestamp) async throws -> ApprovalRecord {
        try await close(run: run, path: path, as: .expired, at: moment)
    }

    /// Takes a request back if nobody has answered it.
    public func withdraw(run: RunID, path: String, at moment: Timestamp) async throws -> ApprovalRecord {
        try await close(run: run, path: path, as: .withdrawn, at: moment)
    }

    private func close(
        run: RunID, path: String, as state: ApprovalState, at moment: Timestamp
    ) async throws -> ApprovalRecord {
        try await write { db in
            let record = try Self.record(of: run, path: path, db)
            return record.state == .pending ? try Self.settle(record, state, nil, at: moment, db) : record
        }
    }

    private static func settle(
        _ record: ApprovalRecord, _ state: ApprovalState, _ answer: ApprovalAnswer?, at moment: Timestamp,
        _ db: Database
    ) throws -> ApprovalRecord {
        try db.execute(
            sql: """
                UPDATE approval SET state = ?, decided_by = ?, channel = ?, comment = ?, decided_at = ?
                WHERE run = (SELECT id FROM run WHERE uid = ?) AND path = ? AND state = 'pending'
                """,
            arguments: [
                state.rawValue, answer?.identity.user, answer?.channel, answer?.comment, moment.milliseconds,
                record.run.description, record.request.path,
            ])
        return try Self.record(of: record.run, path: record.request.path, db)
    }

    private static func record(of run: RunID, path: String, _ db: Database) throws -> ApprovalRecord {
        guard let record = try records(of: run, db).first(where: { $0.request.path == path }) else {
            throw JournalError.noPendingApproval(run)
        }
        return record
    }

    private static func records(of run: RunID, _ db: Database) throws -> [ApprovalRecord] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT approval.* FROM approval JOIN run ON run.id = approval.run WHERE run.uid = ?
                ORDER BY approval.state = 'pending' DESC, approval.requested_at
                """,
            arguments: [run.description]
        ).map { row in
            let deadline: Int64? = row["deadline"]
            let decidedAt: Int64? = row["decided_at"]
            return ApprovalRecord(
                run: run,
                request: ApprovalRequest(
                    path: row["path"], message: row["message"], details: lines(row["details"]),
                    approvers: lines(row["approvers"]), requestedAt: Timestamp(milliseconds: row["requested_at"]),
                    deadline: deadline.map { Timestamp(milliseconds: $0) }),
                state: ApprovalState(rawValue: row["state"]) ?? .pending, decidedBy: row["decided_by"],
                channel: row["channel"], comment: row["comment"],
                decidedAt: decidedAt.map { Timestamp(milliseconds: $0) })
        }
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    }
}
