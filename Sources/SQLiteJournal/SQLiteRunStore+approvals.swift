import GRDB
public import Journal

extension SQLiteRunStore {
    /// Records a request for approval, or finds the one that stands; see `RunStore.open`.
    public func open(_ request: ApprovalRequest, under lease: RunLease) async throws -> ApprovalRecord {
        let outcome = try await write { db -> ApprovalOpening.Outcome in
            guard try Self.isCurrent(lease, db) else { throw JournalError.fenced(lease.run) }
            let records = try Self.records(of: lease.run, row: lease.row, db)
            let opening = try ApprovalOpening(request, of: lease.run, among: records, now: .now) {
                try Self.endCount(of: request.path, row: lease.row, db)
            }
            if let voided = opening.voided { try Self.settle(voided, row: lease.row, db) }
            guard case .new(let record) = opening.outcome else { return opening.outcome }
            try Self.insert(record, row: lease.row, db)
            return .new(
                try Self.record(of: lease.run, row: lease.row, path: request.path, round: record.round, db))
        }
        switch outcome {
        case .existing(let record), .new(let record): return record
        // A person is to know of it before the run goes on.
        case .changed(let record): throw JournalError.damaged(lease.run, [.changed(record)])
        }
    }

    /// How often a step has failed or was cancelled.
    private static func endCount(of path: String, row: Int64, _ db: Database) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT count(*) FROM event WHERE run = ? AND path = ? AND kind IN (?, ?)",
            arguments: [row, path, EventKind.failed.rawValue, EventKind.cancelled.rawValue]) ?? 0
    }

    /// What became of a step's latest request.
    public func approval(run: RunID, path: String) async throws -> ApprovalRecord? {
        try await read { db in
            guard let row = try Self.row(of: run, db) else { return nil }
            return try Self.records(of: run, row: row, path: path, db).latest()
        }
    }

    /// The requests of a run, the pending ones first.
    public func approvals(of run: RunID) async throws -> [ApprovalRecord] {
        try await read { db in
            guard let row = try Self.row(of: run, db) else { return [] }
            return try Self.records(of: run, row: row, db)
        }
    }

    /// Answers a pending request; see `RunStore.decide`.
    public func decide(
        run: RunID, path: String?, answer: ApprovalAnswer, at moment: Timestamp
    ) async throws -> ApprovalRecord {
        try await write { db in
            guard let row = try Self.row(of: run, db) else { throw JournalError.noSuchRun(run.description) }
            let record = try Self.records(of: run, row: row, path: path, db).meant(at: path, of: run)
            let next = try record.answered(by: answer, at: moment)
            if next.answers.count > record.answers.count, let given = next.answers.last {
                try Self.insert(given, to: record, row: row, db)
            }
            if next.state != record.state { try Self.settle(next, row: row, db) }
            return try Self.record(of: run, row: row, path: record.request.path, round: record.round, db)
        }
    }

    /// Lets a request's time run out if it is undecided.
    public func expire(run: RunID, path: String, at moment: Timestamp) async throws -> ApprovalRecord {
        try await settle(run, path) { $0.timedOut(at: moment) }
    }

    /// Takes a request back if nobody has answered it.
    public func withdraw(run: RunID, path: String, at moment: Timestamp) async throws -> ApprovalRecord {
        try await settle(run, path) { $0.settled(.withdrawn, at: moment) }
    }

    /// Settles the latest request of a step if it is pending.
    private func settle(
        _ run: RunID, _ path: String, _ body: @escaping @Sendable (ApprovalRecord) -> ApprovalRecord
    ) async throws -> ApprovalRecord {
        try await write { db in
            guard let row = try Self.row(of: run, db),
                let record = try Self.records(of: run, row: row, path: path, db).latest()
            else { throw JournalError.noPendingApproval(run) }
            guard record.state == .pending else { return record }
            try Self.settle(body(record), row: row, db)
            return try Self.record(of: run, row: row, path: path, round: record.round, db)
        }
    }
}
