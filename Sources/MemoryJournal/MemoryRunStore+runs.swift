public import Journal

extension MemoryRunStore {
    /// Records a new run with its sources and takes its lease.
    public func create(
        _ definition: RunDefinition, sources: [UInt8]?, id: RunID, owner: String, at moment: Timestamp,
        history: [EventRecord], lock request: LockRequest?
    ) async throws -> RunLease {
        try inTurn { tables in
            guard tables.rows[id] == nil else {
                throw JournalError.unusable(path: "in memory", reason: "it has a run \(id) already")
            }
            let row = tables.lastRow + 1
            if let request, case .busy(let holder) = tables.take(request, run: id, row: row, at: moment) {
                throw JournalError.lockIsHeld(holder)
            }
            if let sources { tables.contents[definition.bundle] = sources }
            let record = RunRecord(
                id: id, definition: definition, status: .running, summary: nil, fence: 1, owner: owner,
                cancelRequestedBy: nil, createdAt: moment, updatedAt: moment, wakeAt: nil)
            var run = MemoryRun(record, holder: number)
            run.append(history)
            tables.runs[row] = run
            tables.rows[id] = row
            tables.lastRow = row
            return RunLease(run: id, row: row, fence: 1)
        }
    }

    /// Takes over a run that no living store executes.
    public func acquire(
        _ run: RunID, owner: String, reclaimsLocks: Bool, accepting acceptance: Acceptance?
    ) async throws -> RunLease {
        try inTurn { tables in
            let row = try tables.row(of: run)
            guard var taken = tables.runs[row] else { throw JournalError.noSuchRun(run.description) }
            guard taken.holder == nil else {
                throw JournalError.runIsHeld(run, by: taken.record.owner ?? "another process")
            }
            let faults = tables.faults(of: taken, isTakenUp: true)
            guard faults.isEmpty || acceptance?.damage == true else { throw JournalError.damaged(run, faults) }
            let (before, now) = (taken.record, Timestamp.now)
            if reclaimsLocks { try tables.reclaim(of: run, row: row, at: now) }
            if before.status.asksRejectedAnew {
                for var denied in taken.approvals where denied.state.isDenial {
                    denied.request.once = nil
                    taken.replace(denied)
                }
            }
            taken.record.fence += 1
            taken.record.owner = owner
            (taken.record.status, taken.record.summary, taken.record.wakeAt) = (.running, nil, nil)
            taken.record.updatedAt = now
            taken.holder = number
            if let project = acceptance?.project { taken.record.definition.project = project }
            if let acceptance {
                for doubtful in taken.approvals where doubtful.doubt(at: now) != nil {
                    taken.replace(doubtful.settled(.voided, at: now))
                }
                taken.append([acceptance.event])
            }
            tables.runs[row] = taken
            return RunLease(
                run: run, row: row, fence: taken.record.fence, previous: before.status,
                previousSummary: before.summary, previousWake: before.wakeAt, acquiredAt: now)
        }
    }

    /// Where the journal of a run is not what was recorded: memory does not change by itself, and sources can be
    /// missing.
    public func faults(of run: RunID, isTakenUp: Bool) async throws -> [JournalFault] {
        try inTurn { tables in
            guard let found = tables.runs[try tables.row(of: run)] else { return [] }
            return tables.faults(of: found, isTakenUp: isTakenUp)
        }
    }

    /// Gives a run up with the status it is left in.
    public func release(
        _ lease: RunLease, status: RunStatus, summary: String?, wake: WakeCondition?
    ) async throws {
        try leave(lease, status) { run, now in
            run.record.summary = summary
            run.record.wakeAt = wake?.moment(run.approvals, now: now)
            guard status.isEnded else { return }
            for open in run.approvals where open.state == .pending { run.replace(open.settled(.withdrawn, at: now)) }
        }
    }

    /// Releases a run as it was when it was taken; see `RunStore.release(unchanged:)`.
    public func release(unchanged lease: RunLease) async throws {
        try leave(lease, lease.previous) { run, now in
            run.record.summary = lease.previousSummary
            run.record.wakeAt = lease.wakeWhenUnchanged(run.approvals, now: now)
        }
    }

    private func leave(_ lease: RunLease, _ status: RunStatus, _ body: (inout MemoryRun, Timestamp) -> Void) throws {
        try inTurn { tables in
            let row = try tables.row(under: lease)
            guard var run = tables.runs[row] else { return }
            let now = Timestamp.now
            run.record.status = status
            run.record.updatedAt = now
            body(&run, now)
            run.holder = nil
            tables.runs[row] = run
            tables.settleLocks(of: row, status)
        }
    }

    /// Adds events; see `RunStore.append`.
    public func append(_ events: [EventRecord], under lease: RunLease) async throws {
        try inTurn { tables in
            let row = try tables.row(under: lease)
            tables.runs[row]?.append(events)
        }
    }

    /// Requests a run's cancellation.
    public func requestCancel(of run: RunID, by person: String) async throws {
        try inTurn { tables in
            guard let row = tables.rows[run], let found = tables.runs[row] else { return }
            tables.runs[row]?.record.cancelRequestedBy = found.record.cancelRequestedBy ?? person
        }
    }

    /// Keeps some bytes under their hash.
    public func put(_ content: [UInt8]) async throws -> ContentHash {
        let hash = ContentHash(of: content)
        try inTurn { tables in tables.contents[hash] = content }
        return hash
    }

    /// Bytes that were kept.
    public func content(_ hash: ContentHash) async throws -> [UInt8] {
        guard let content = try inTurn({ tables in tables.contents[hash] }) else {
            throw JournalError.missingBlob(hash)
        }
        guard ContentHash(of: content) == hash else { throw JournalError.damagedBlob(hash) }
        return content
    }
}

extension MemoryTables {
    fileprivate func faults(of run: MemoryRun, isTakenUp: Bool) -> [JournalFault] {
        let bundle = run.record.definition.bundle
        let sources = contents[bundle].map { ContentHash(of: $0) }
        let open = isTakenUp ? run.openSteps : nil
        return (sources == bundle ? [] : [.sources(bundle, isThere: sources != nil)])
            + run.approvals.compactMap { $0.fault(openSteps: open, at: .now) }
    }
}
