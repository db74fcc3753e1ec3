public import Journal

extension MemoryRunStore {
    /// Records a request for approval, or finds the one that stands; see `RunStore.open`.
    public func open(_ request: ApprovalRequest, under lease: RunLease) async throws -> ApprovalRecord {
        let outcome = try inTurn { tables -> ApprovalOpening.Outcome in
            let row = try tables.row(under: lease)
            guard var run = tables.runs[row] else { throw JournalError.fenced(lease.run) }
            let opening = ApprovalOpening(request, of: lease.run, among: run.approvals, now: .now) {
                run.events.count { stored in
                    stored.event.path == request.path && [.failed, .cancelled].contains(stored.event.kind)
                }
            }
            if let voided = opening.voided { run.replace(voided) }
            if case .new(let record) = opening.outcome { run.add(record) }
            tables.runs[row] = run
            return opening.outcome
        }
        switch outcome {
        case .existing(let record), .new(let record): return record
        case .changed(let record): throw JournalError.damaged(lease.run, [.changed(record)])
        }
    }

    /// What became of a step's latest request.
    public func approval(run: RunID, path: String) async throws -> ApprovalRecord? {
        try await approvals(of: run).latest { $0.request.path == path }
    }

    /// The requests of a run, the pending ones first.
    public func approvals(of run: RunID) async throws -> [ApprovalRecord] {
        try inTurn { tables in tables.rows[run].flatMap { tables.runs[$0]?.approvals } ?? [] }
    }

    /// Answers a pending request; see `RunStore.decide`.
    public func decide(
        run: RunID, path: String?, answer: ApprovalAnswer, at moment: Timestamp
    ) async throws -> ApprovalRecord {
        try inTurn { tables in
            let row = try tables.row(of: run)
            let records = tables.runs[row]?.approvals ?? []
            let next = try records.meant(at: path, of: run).answered(by: answer, at: moment)
            tables.runs[row]?.replace(next)
            return next
        }
    }

    /// Lets a request's time run out if it is undecided.
    public func expire(run: RunID, path: String, at moment: Timestamp) async throws -> ApprovalRecord {
        try settle(run, path) { $0.timedOut(at: moment) }
    }

    /// Takes a request back if nobody has answered it.
    public func withdraw(run: RunID, path: String, at moment: Timestamp) async throws -> ApprovalRecord {
        try settle(run, path) { $0.settled(.withdrawn, at: moment) }
    }

    private func settle(
        _ run: RunID, _ path: String, _ body: (ApprovalRecord) -> ApprovalRecord
    ) throws -> ApprovalRecord {
        try inTurn { tables in
            guard let row = tables.rows[run],
                let record = tables.runs[row]?.approvals.latest(where: { $0.request.path == path })
            else { throw JournalError.noPendingApproval(run) }
            guard record.state == .pending else { return record }
            let next = body(record)
            tables.runs[row]?.replace(next)
            return next
        }
    }
}
