public import Journal
import LuaValues
import WorkerHost
import WorkerProtocol

extension RunController {
    /// Begins a new run that takes over what another one did before a step, as far as it still stands, and goes on from
    /// there.
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
    ) async -> RunOutcome {
        await ended(nil) {
            if !accepted.project { try project.rejectForeign(run) }
            try await rejectDamaged(run, takesOver: step != nil)
            let pinned = try RunBundle(decoding: try await store.content(run.definition.bundle))
            let bundle = isEdited ? try edited(pinned) : pinned
            let beginning = try RunBeginning(
                of: run, before: step, in: try await store.events(of: run.id), registry: registry, by: identity.user)
            let history = beginning.events
            let limits = bundle.limits.merging(changed).applied(to: limits)
            let session = try WorkerSession(executable: workerExecutable, limits: limits)
            defer { session.end() }
            let encoded = bundle.encoded()
            let clock = history.isEmpty ? nil : run.definition.clock ?? run.createdAt
            let definition = RunDefinition(
                recipe: run.definition.recipe, environment: run.definition.environment,
                parameters: run.definition.parameters, bundle: ContentHash(of: encoded), seed: run.definition.seed,
                requester: identity.user, clock: clock, origin: run.id, project: project.place)
            let now = Timestamp.now
            let journal = RunJournal(
                store: store, id: id, owner: ProcessName.current, definition: definition, bundle: encoded,
                startedAt: now, history: history)
            let stored = history.enumerated().map { StoredEvent(id: Int64($0.offset + 1), event: $0.element) }
            var prepared = PreparedRun(
                id: id, bundle: bundle, definition: definition, limits: limits, journal: journal,
                replay: ReplayLog(stored), startedAt: clock ?? now)
            prepared.notices = beginning.notices
            if bundle != pinned, !history.isEmpty {
                prepared.edit = RunEdit(bundle: definition.bundle, recipe: bundle.recipe)
            }
            return try await execute(prepared, session, control)
        }
    }

    /// Does not take over what another run did where that is not what was recorded. Without its steps, what it was made
    /// from has to be right.
    private func rejectDamaged(_ run: RunRecord, takesOver: Bool) async throws {
        let faults = try await store.faults(of: run.id, isTakenUp: true).filter { fault in
            takesOver ? fault.kind != .approval : fault.kind == .definition || fault.kind == .sources
        }
        if !faults.isEmpty { throw JournalError.damaged(run.id, faults) }
    }
}
