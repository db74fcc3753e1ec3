public import Journal

/// A run's place in the store, made when there is first something to record: a run that never gets as far as an intent
/// leaves nothing behind.
public actor RunJournal {
    private let store: any RunStore
    private let id: RunID
    private let owner: String
    private let definition: RunDefinition
    private let bundle: [UInt8]
    private let startedAt: Timestamp
    private let history: [EventRecord]
    private var deployment: DeploymentLock?
    private var lease: RunLease?
    /// The making of the run, while it is under way: whoever needs the lease meanwhile waits for the same one.
    private var creation: Task<RunLease, any Error>?
    private var isToStopWaiting = false

    init(
        store: any RunStore, id: RunID, owner: String, definition: RunDefinition, bundle: [UInt8], startedAt: Timestamp,
        history: [EventRecord] = []
    ) {
        self.store = store
        self.id = id
        self.owner = owner
        self.definition = definition
        self.bundle = bundle
        self.startedAt = startedAt
        self.history = history
    }

    /// The journal of a run that was taken over.
    init(store: any RunStore, lease: RunLease, owner: String, record: RunRecord) {
        self.store = store
        id = lease.run
        self.owner = owner
        definition = record.definition
        bundle = []
        startedAt = record.createdAt
        history = []
        self.lease = lease
    }

    /// Whether the run is in the store.
    var isRecorded: Bool {
        get async {
            if lease != nil { return true }
            // What is on its way into the store is in it before anybody acts on the answer.
            guard let creation else { return false }
            return (try? await creation.value) != nil
        }
    }

    /// Adds events; they are on disk when this returns.
    func append(_ events: [EventRecord]) async throws {
        try await store.append(events, under: try await held())
    }

    /// Records a request for approval, or finds the one the step made before.
    public func open(_ request: ApprovalRequest) async throws -> ApprovalRecord {
        try await store.open(request, under: try await held())
    }

    /// Gives the run up with the status it is left in.
    /// - Parameter waits: what a parked run waits for.
    func release(status: RunStatus, summary: String?, waits: [ParkedStep] = []) async throws {
        try await store.release(
            try await held(), status: status, summary: summary, wake: waits.isEmpty ? nil : WakeCondition(waits))
    }

    private func held() async throws -> RunLease {
        if let lease { return lease }
        // Nothing is awaited between the look and the start, so there is one creation however many request it.
        let creation = self.creation ?? Task { try await create() }
        self.creation = creation
        do {
            let lease = try await creation.value
            self.lease = lease
            return lease
        } catch {
            if self.creation == creation { self.creation = nil }
            throw error
        }
    }

    /// Records the run once it has its deployment lock, as long as it may wait for it.
    private func create() async throws -> RunLease {
        let deadline = ContinuousClock.now + (deployment?.wait ?? .zero)
        var isReported = false
        while true {
            do {
                return try await store.create(
                    definition, sources: bundle, id: id, owner: owner, at: startedAt, history: history,
                    lock: deployment?.request)
            } catch JournalError.lockIsHeld(let holder) where ContinuousClock.now < deadline {
                if isToStopWaiting { throw CancellationError() }
                if !isReported { deployment?.report("waiting, since \(JournalError.lockIsHeld(holder))") }
                isReported = true
                try await Task.sleep(for: LockWaiter.interval)
            }
        }
    }

    /// Lets a run that waits for its lock go before it is recorded.
    func stopWaiting() { isToStopWaiting = true }

    /// Makes a new run wait for a lock before it is recorded.
    func require(_ lock: DeploymentLock?) { deployment = lock }

    /// Takes a lock for the run.
    func take(_ request: LockRequest) async throws -> LockOutcome {
        try await store.take(request, under: try await held(), at: .now)
    }

    /// Gives a lock back that a scope has held.
    func release(_ name: String, scope: String) async throws {
        try await store.release(name, scope: scope, under: try await held())
    }
}

extension WakeCondition {
    /// What ends the first of some waits.
    init(_ steps: [ParkedStep]) {
        self.init(at: steps.compactMap(\.wait.until).min(), approvals: steps.compactMap(\.wait.approval?.path))
    }
}
