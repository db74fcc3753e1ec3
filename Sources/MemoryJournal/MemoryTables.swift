import Journal

/// What a journal in memory holds.
struct MemoryTables {
    /// The runs by their numbers, which count up.
    var runs: [Int64: MemoryRun] = [:]
    var rows: [RunID: Int64] = [:]
    var lastRow: Int64 = 0
    var claims: [LockClaim] = []
    var contents: [ContentHash: [UInt8]] = [:]
    var pruned: Set<RunID> = []
    /// The releases in the order in which they were kept.
    var releases: [ReleaseRecord] = []
    /// What was deployed, in order; as the runs stood when they were noted or pruned.
    var deployments: [DeploymentRecord] = []
    /// How many stores were opened.
    var storeCount = 0

    /// The numbers of the runs, the newest first.
    var newestFirst: [Int64] { runs.keys.sorted(by: >) }

    /// The number of a run.
    func row(of run: RunID) throws -> Int64 {
        guard let row = rows[run] else { throw JournalError.noSuchRun(run.description) }
        return row
    }

    /// The number of a run to which a lease may write.
    func row(under lease: RunLease) throws -> Int64 {
        guard runs[lease.row]?.record.fence == lease.fence else { throw JournalError.fenced(lease.run) }
        return lease.row
    }

    func isAlive(_ row: Int64) -> Bool { runs[row]?.holder != nil }
}

/// A run with all that belongs to it.
struct MemoryRun {
    var record: RunRecord
    /// The store that executes it.
    var holder: Int?
    var events: [StoredEvent] = []
    private var requests: [ApprovalRecord] = []

    init(_ record: RunRecord, holder: Int) { (self.record, self.holder) = (record, holder) }

    /// Adds events at the end.
    mutating func append(_ added: [EventRecord]) {
        for event in added {
            events.append(StoredEvent(id: Int64(events.count) + 1, event: event))
            if event.kind == .edited, let bundle = event.intent?.digest { record.definition.bundle = bundle }
        }
    }

    /// The steps that were begun and have not ended.
    var openSteps: Set<String> {
        events.reduce(into: []) { open, stored in
            if stored.event.kind == .started { open.insert(stored.event.path) }
            if stored.event.kind.endsStep { open.remove(stored.event.path) }
        }
    }

    /// The requests, the pending ones first, then in the order in which they were made.
    var approvals: [ApprovalRecord] {
        requests.sorted { left, right in
            guard (left.state == .pending) == (right.state == .pending) else { return left.state == .pending }
            return (left.request.requestedAt, left.round, left.request.path)
                < (right.request.requestedAt, right.round, right.request.path)
        }
    }

    mutating func add(_ request: ApprovalRecord) { requests.append(request) }

    /// Puts a request in the place of what it was. One that is settled wakes the run where it is parked.
    mutating func replace(_ request: ApprovalRecord) {
        guard let index = requests.firstIndex(where: { $0.isSame(as: request) }) else { return }
        if requests[index].state != request.state, record.status == .parked { record.wakeAt = request.decidedAt }
        requests[index] = request
    }
}

extension ApprovalRecord {
    /// Whether it is the same request, however it stands.
    fileprivate func isSame(as other: ApprovalRecord) -> Bool {
        request.path == other.request.path && round == other.round
    }
}

/// A run's claim to a lock.
struct LockClaim {
    let request: LockRequest
    let row: Int64
    var isHeld: Bool
    var since: Timestamp
}
