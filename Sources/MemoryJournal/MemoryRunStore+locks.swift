public import Journal

extension MemoryRunStore {
    /// Takes a lock for a run, unless somebody has it who is alive or waits with it.
    public func take(
        _ request: LockRequest, under lease: RunLease, at moment: Timestamp
    ) async throws -> LockOutcome {
        try inTurn { tables in
            let row = try tables.row(under: lease)
            return tables.take(request, run: lease.run, row: row, at: moment)
        }
    }

    /// Gives a lock back that a scope of a run has held.
    public func release(_ name: String, scope: String, under lease: RunLease) async throws {
        try inTurn { tables in
            let row = try tables.row(under: lease)
            tables.claims.removeAll { $0.row == row && $0.request.name == name && $0.request.scope == scope }
        }
    }

    /// The locks that are held, by name.
    public func locks() async throws -> [LockRecord] {
        try inTurn { tables in
            tables.claims.filter(\.isHeld)
                .compactMap { claim in
                    guard let record = tables.record(of: claim) else { return nil }
                    return record.isInForce { tables.isAlive(claim.row) } ? record : nil
                }
                .sorted { $0.request.name < $1.request.name }
        }
    }
}

extension MemoryTables {
    func record(of claim: LockClaim) -> LockRecord? {
        guard let run = runs[claim.row]?.record else { return nil }
        return LockRecord(
            request: claim.request, run: run.id, requester: run.definition.requester, status: run.status,
            since: claim.since)
    }

    mutating func take(_ request: LockRequest, run: RunID, row: Int64, at moment: Timestamp) -> LockOutcome {
        if let index = claims.firstIndex(where: { $0.isHeld && $0.request.name == request.name }) {
            let row = claims[index].row
            let outcome = record(of: claims[index])?.outcome(of: request, by: run) { isAlive(row) }
            if let outcome { return outcome }
            claims[index].isHeld = false
        }
        let own = claims.firstIndex { claim in
            claim.row == row && claim.request.name == request.name && claim.request.path == request.path
        }
        if let own {
            (claims[own].isHeld, claims[own].since) = (true, moment)
        } else {
            claims.append(LockClaim(request: request, row: row, isHeld: true, since: moment))
        }
        return .held
    }

    /// Gets back what a run had when it was last executed.
    /// - Throws: `JournalError.lockIsHeld` where somebody else has it now; then nothing is changed.
    mutating func reclaim(of run: RunID, row: Int64, at moment: Timestamp) throws {
        let before = claims
        let lost = claims.filter { $0.row == row && !$0.isHeld }
            .sorted { ($0.since, $0.request.name) < ($1.since, $1.request.name) }
        for claim in lost {
            guard case .busy(let holder) = take(claim.request, run: run, row: row, at: moment) else { continue }
            claims = before
            throw JournalError.lockIsHeld(holder)
        }
    }

    /// What becomes of a run's locks when it is given up.
    mutating func settleLocks(of row: Int64, _ status: RunStatus) {
        switch status.lockSettlement {
        case .forgotten: claims.removeAll { $0.row == row }
        case .lost: lose { $0.row == row }
        case .lostUnlessKept: lose { $0.row == row && !$0.request.isKeptWhileParked }
        case .held: break
        }
    }

    private mutating func lose(_ isMeant: (LockClaim) -> Bool) {
        for index in claims.indices where isMeant(claims[index]) { claims[index].isHeld = false }
    }
}
