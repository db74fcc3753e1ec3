import Foundation
import GRDB

extension SQLiteRunStore {
    /// Records a request for approval, or finds the one that stands; see `RunStore.open`.
    public func open(_ request: ApprovalRequest, under lease: RunLease) async throws -> ApprovalRecord {
        let (record, isChanged) = try await write { db in
            guard try Self.isCurrent(lease, db) else { throw JournalError.fenced(lease.run) }
            let records = try Self.records(of: lease.run, row: lease.row, db)
            let own = records.latest { $0.request.path == request.path }
            let isAskedAnew =
                try own.map { try Self.isAskedAnew($0, by: request, records, row: lease.row, db) } ?? false
            if let own, !isAskedAnew, own.isChanged(for: request) {
                try Self.settle(own, .voided, by: nil, at: .now, row: lease.row, db)
                return (own, true)
            }
            let isReplaced = own.map { $0.state != .voided && $0.request.isVoid(for: request) } ?? false
            if let own, isReplaced { try Self.settle(own, .voided, by: nil, at: .now, row: lease.row, db) }
            let standing = records.latest { record in
                let isShared =
                    request.once != nil && record.request.once == request.once && record.request.hasRules(of: request)
                return (isShared || record.request.path == request.path) && record.state != .voided
                    && !record.request.isVoid(for: request)
            }
            if let standing, try !Self.isAskedAnew(standing, by: request, records, row: lease.row, db) {
                return (standing, false)
            }
            let round = (own?.round ?? 0) + 1
            // People have as much time for a question that replaces another one as they had for that.
            let asked = isReplaced ? request.moved(to: .now) : request
            try Self.insert(asked, round: round, row: lease.row, db)
            return (try Self.record(of: lease.run, row: lease.row, path: request.path, round: round, db), false)
        }
        // It counts no more, whatever was answered. A person is to know of it before the run goes on.
        guard !isChanged else { throw JournalError.damaged(lease.run, [.changed(record)]) }
        return record
    }

    /// What became of a step's latest request.
    public func approval(run: RunID, path: String) async throws -> ApprovalRecord? {
        try await read { db in
            guard let row = try Self.row(of: run, db) else { return nil }
            return try Self.records(of: run, row: row, path: path, db).latest { _ in true }
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
            let record = try Self.asked(run, row: row, path: path, db)
            let values = try record.checked(answer)
            if let deadline = record.request.deadline, moment > deadline {
                try Self.runOut(record, at: moment, row: row, db)
            } else {
                try Self.insert(answer, values, to: record, at: moment, row: row, db)
                if !answer.isApproved || record.yesCount + 1 >= record.request.count {
                    let state = answer.isApproved ? ApprovalState.approved : .rejected
                    try Self.settle(record, state, by: answer, at: moment, row: row, db)
                }
            }
            return try Self.record(of: run, row: row, path: record.request.path, round: record.round, db)
        }
    }

    /// Lets a request's time run out if it is undecided.
    public func expire(run: RunID, path: String, at moment: Timestamp) async throws -> ApprovalRecord {
        try await close(run, path) { record, row, db in try Self.runOut(record, at: moment, row: row, db) }
    }

    /// Takes a request back if nobody has answered it.
    public func withdraw(run: RunID, path: String, at moment: Timestamp) async throws -> ApprovalRecord {
        try await close(run, path) { record, row, db in
            try Self.settle(record, .withdrawn, by: nil, at: moment, row: row, db)
        }
    }

    private func close(
        _ run: RunID, _ path: String, _ body: @escaping @Sendable (ApprovalRecord, Int64, Database) throws -> Void
    ) async throws -> ApprovalRecord {
        try await write { db in
            guard let row = try Self.row(of: run, db),
                let record = try Self.records(of: run, row: row, path: path, db).latest({ _ in true })
            else { throw JournalError.noPendingApproval(run) }
            guard record.state == .pending else { return record }
            try body(record, row, db)
            return try Self.record(of: run, row: row, path: path, round: record.round, db)
        }
    }

    /// The request an answer is meant for.
    private static func asked(_ run: RunID, row: Int64, path: String?, _ db: Database) throws -> ApprovalRecord {
        let records = try records(of: run, row: row, path: path, db)
        let pending = records.filter { $0.state == .pending }
        if path == nil, pending.count > 1 {
            throw JournalError.severalPendingApprovals(run, paths: pending.map(\.request.path))
        }
        guard let record = pending.last ?? records.latest({ _ in true }) else {
            throw JournalError.noPendingApproval(run)
        }
        return record
    }
}

extension ApprovalRecord {
    /// Refuses an answer that may not be given; gives the form's values of one that may.
    fileprivate func checked(_ answer: ApprovalAnswer) throws -> [String: String] {
        if let seen = answer.seal, let binding = request.binding, !binding.description.hasPrefix(seen.lowercased()) {
            throw JournalError.voided(self)
        }
        guard state == .pending else { throw JournalError.alreadyDecided(self) }
        if request.excluded.contains(answer.identity.user) { throw JournalError.ownRequest(answer.identity) }
        guard answer.identity.isNamed(in: request.approvers) else {
            throw JournalError.notAnApprover(answer.identity, allowed: request.approvers)
        }
        if answers.contains(where: { $0.user == answer.identity.user }) {
            throw JournalError.alreadyAnswered(self, by: answer.identity.user)
        }
        do {
            return try request.form.values(of: answer.fields, isComplete: answer.isApproved)
        } catch {
            throw JournalError.invalidForm(error)
        }
    }
}

extension SQLiteRunStore {
    /// Whether a step that is begun anew has to ask again: what came of the request the last time made it fail.
    private static func isAskedAnew(
        _ record: ApprovalRecord, by other: ApprovalRequest, _ records: [ApprovalRecord], row: Int64, _ db: Database
    ) throws -> Bool {
        guard record.request.path == other.path, record.isRefused, let decidedAt = record.decidedAt else {
            return false
        }
        if other.requestedAt > decidedAt { return true }
        guard other.requestedAt != record.request.requestedAt else { return false }
        // By the clock it was asked before it was decided, which a clock that was set back makes of both. By their order
        // each refusal has ended the step once, unless it is this very start that it is for.
        let ends = try Int.fetchOne(
            db, sql: "SELECT count(*) FROM event WHERE run = ? AND path = ? AND kind IN (?, ?)",
            arguments: [row, other.path, EventKind.failed.rawValue, EventKind.cancelled.rawValue])
        return (ends ?? 0) >= records.count { $0.request.path == other.path && $0.isRefused }
    }
}

extension ApprovalRecord {
    /// Whether it came to something that makes the step fail.
    fileprivate var isRefused: Bool { state == .rejected || state == .expired || state == .withdrawn }

    /// Whether a request on record is not the one its step made, although the step asks now what it asked then.
    fileprivate func isChanged(for other: ApprovalRequest) -> Bool {
        guard state != .voided, request.binding != nil, !request.isVoid(for: other) else { return false }
        return !request.hasRules(of: other)
    }
}

extension [ApprovalRecord] {
    /// The one that was made last.
    func latest(_ isMeant: (ApprovalRecord) -> Bool) -> ApprovalRecord? {
        filter(isMeant).max { left, right in
            // Those of one step are numbered, whatever became of the clock.
            if left.request.path == right.request.path { return left.round < right.round }
            return (left.request.requestedAt, left.round) < (right.request.requestedAt, right.round)
        }
    }
}
