public import Journal
import LuaRuntime
import RecipeWorker

extension RunController {
    /// Takes up a run that no living process carries on. One that has failed tries again what it failed at.
    /// - Parameters:
    ///   - run: the run.
    ///   - changed: the limits that are to be others in this process than those it was started with.
    ///   - isEdited: whether it goes on with the project's files as they are now; what was done must stay as it is.
    ///   - control: takes requests to cancel.
    public func resume(
        _ run: RunRecord, limits changed: RunLimits = RunLimits(), isEdited: Bool = false, control: RunControl
    ) async -> RunEnding {
        await ended {
            let pinned = try RunBundle(decoding: try await store.content(run.definition.bundle))
            let bundle = isEdited ? try edited(pinned) : pinned
            let limits = bundle.limits.merging(changed).applied(to: limits)
            let session = try WorkerSession(executable: workerExecutable, limits: limits)
            defer { session.end() }
            let lease = try await store.acquire(run.id, owner: ProcessName.current)
            // Since the caller looked, another process may have had the run.
            if lease.previous.isEnded, !run.status.isEnded {
                try await store.release(lease, status: lease.previous, summary: nil)
                throw JournalError.runHasEnded(run.id, lease.previous)
            }
            // A run that is taken up to be cancelled tries nothing again.
            let isToEnd = control.person != nil || run.cancelRequestedBy != nil
            let hasFailed = lease.previous == .failed && !isToEnd
            let replay = ReplayLog(try await store.events(of: run.id), retriesFailures: hasFailed)
            if hasFailed, !replay.isEmpty, replay.isSettled {
                sink(RunEvent(.notice("what failed was undone or caught since, so nothing is tried again")))
            }
            let journal = RunJournal(store: store, lease: lease, owner: ProcessName.current, record: run)
            var prepared = PreparedRun(
                id: run.id, bundle: bundle, definition: run.definition, limits: limits, journal: journal,
                replay: replay, startedAt: run.definition.clock ?? run.createdAt)
            prepared.previous = run
            if bundle != pinned { prepared.edit = try await pin(bundle) }
            return try await carryOn(prepared, session, control)
        }
    }

    /// Begins a new run that takes over what another one did before a step, and goes on from there.
    /// - Parameters:
    ///   - run: the other run.
    ///   - step: the path of the first step to do again, or of a scope; `nil` for all of them.
    ///   - changed: the limits that are to be others than the other run's.
    ///   - isEdited: whether it goes on with the project's files as they are now.
    ///   - id: the new run's name.
    ///   - control: takes requests to cancel.
    public func rerun(
        _ run: RunRecord, from step: String?, limits changed: RunLimits = RunLimits(), isEdited: Bool = false,
        id: RunID, control: RunControl
    ) async -> RunEnding {
        await ended {
            let pinned = try RunBundle(decoding: try await store.content(run.definition.bundle))
            let bundle = isEdited ? try edited(pinned) : pinned
            let history = try RunBeginning(of: run, before: step, in: try await store.events(of: run.id)).events
            let limits = bundle.limits.merging(changed).applied(to: limits)
            let session = try WorkerSession(executable: workerExecutable, limits: limits)
            defer { session.end() }
            let encoded = bundle.encoded()
            let clock = history.isEmpty ? nil : run.definition.clock ?? run.createdAt
            let definition = RunDefinition(
                recipe: run.definition.recipe, environment: run.definition.environment,
                parameters: run.definition.parameters, bundle: ContentHash(of: encoded), seed: run.definition.seed,
                requester: identity.user, clock: clock, origin: run.id)
            let now = Timestamp.now
            let journal = RunJournal(
                store: store, id: id, owner: ProcessName.current, definition: definition, bundle: encoded,
                startedAt: now, history: history)
            let stored = history.enumerated().map { StoredEvent(id: Int64($0.offset + 1), event: $0.element) }
            var prepared = PreparedRun(
                id: id, bundle: bundle, definition: definition, limits: limits, journal: journal,
                replay: ReplayLog(stored), startedAt: clock ?? now)
            if bundle != pinned, !history.isEmpty {
                prepared.edit = RunEdit(bundle: definition.bundle, recipe: bundle.recipe)
            }
            return try await carryOn(prepared, session, control)
        }
    }

    /// Records what a person says of a step that may or may not have happened; `resume` then goes on with it.
    /// - Parameters:
    ///   - run: the run, which no living process carries on.
    ///   - step: the step's path.
    ///   - answer: what became of the step.
    /// - Throws: `Diagnostic` where the step is not in doubt; `JournalError`.
    public func resolve(_ run: RunRecord, step: String, answer: OperatorAnswer) async throws {
        // Before it is taken up: giving a run back forgets what it waits for.
        _ = try await primitive(ofDoubtful: step, in: run)
        let lease = try await store.acquire(run.id, owner: ProcessName.current)
        do {
            let events = answer.events(path: step, primitive: try await primitive(ofDoubtful: step, in: run), at: .now)
            try await store.append(events, under: lease)
        } catch {
            try await store.release(lease, status: run.status, summary: run.summary)
            throw error
        }
        let isLast = run.status == .needsAttention
        try await store.release(
            lease, status: isLast ? .parked : run.status,
            summary: isLast ? "step \(step) was resolved by \(answer.person)" : run.summary)
    }

    private func primitive(ofDoubtful step: String, in run: RunRecord) async throws -> String {
        let replay = ReplayLog(try await store.events(of: run.id))
        let doubtful = replay.entries.filter { $0.value.ending == nil && !$0.value.isRetried }
        if let entry = doubtful[step] { return entry.intent.primitive }
        let names = doubtful.keys.sorted()
        throw Diagnostic(
            code: "not_in_doubt", message: "step \(step) of run \(run.id) is not in doubt",
            hint: names.isEmpty ? "no step is" : "these are: \(names.joined(separator: ", "))")
    }

    /// The project's files as they are now, in the place of those a run was begun with.
    private func edited(_ pinned: RunBundle) throws -> RunBundle {
        try RunBundle(
            reading: pinned.recipe, environment: pinned.environment, of: project, limits: pinned.limits,
            allowsLocal: allowsLocal)
    }

    private func pin(_ bundle: RunBundle) async throws -> RunEdit {
        RunEdit(bundle: try await store.put(bundle.encoded()), recipe: bundle.recipe)
    }
}

/// What a new run takes over of another one.
struct RunBeginning {
    let events: [EventRecord]

    /// - Throws: `Diagnostic` where the run has no such step.
    init(of run: RunRecord, before step: String?, in history: [StoredEvent]) throws {
        guard let step else {
            events = []
            return
        }
        let all = history.map(\.event)
        let cut = all.firstIndex { $0.kind == .started && ($0.path == step || $0.path.hasPrefix("\(step)/")) }
        guard let cut else {
            let known = all.filter { $0.kind == .started }.map(\.path)
            let nearest = Suggestion.nearest(to: step, among: known)
            throw Diagnostic(
                code: "no_such_step", message: "run \(run.id) has no step \(step)",
                hint: nearest.map { "did you mean \($0)?" } ?? "moondock show \(run.id) lists the steps")
        }
        let before = all[..<cut]
        let ended = Set(before.filter(\.kind.endsStep).map(\.path))
        // A step that was under way at the cut belongs to the other run.
        events = before.filter { event in
            switch event.kind {
            case .started, .answered: ended.contains(event.path)
            case .finished, .failed, .cancelled, .scopeOpened, .edited: true
            case .attemptFailed, .cancelRequested, .resumed: false
            }
        }
    }
}
