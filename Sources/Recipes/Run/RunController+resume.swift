public import Journal
import LuaValues
import WorkerHost
import WorkerProtocol

extension RunController {
    /// Takes up a run that no living process executes. One that has failed tries again what it failed at.
    /// - Parameters:
    ///   - run: the run.
    ///   - changed: the limits that are to be others in this process than those it was started with.
    ///   - isEdited: whether it goes on with the project's files as they are now; what was done must stay as it is.
    ///   - control: takes requests to cancel.
    public func resume(
        _ run: RunRecord, limits changed: RunLimits = RunLimits(), isEdited: Bool = false, control: RunControl
    ) async -> RunOutcome {
        await ended(run.id) {
            if !accepted.project { try project.rejectForeign(run) }
            let pinned = try RunBundle(decoding: try await store.content(run.definition.bundle))
            let bundle = isEdited ? try edited(pinned) : pinned
            let limits = bundle.limits.merging(changed).applied(to: limits)
            let session = try WorkerSession(executable: workerExecutable, limits: limits)
            defer { session.end() }
            let lease = try await acquire(run)
            do {
                // Since the caller looked, another process may have had the run.
                if lease.previous.isEnded, !run.status.isEnded {
                    throw JournalError.runHasEnded(run.id, lease.previous)
                }
                return try await resume(run, bundle, pinned, limits, lease, session, control)
            } catch let error as NotTakenUp {
                // What could not even be begun leaves the run as it was.
                try await store.release(unchanged: lease)
                return error.outcome
            } catch {
                try? await store.release(unchanged: lease)
                throw error
            }
        }
    }

    /// What people have said of steps since the run was last executed, for its log.
    private static func answers(at history: [StoredEvent]) -> [String] {
        var events = history.map(\.event)[...]
        var said: [String] = []
        while let last = events.last {
            let answer = last.kind == .answered ? last : events.dropLast().last
            guard let answer, answer.path == last.path, let words = OperatorAnswer(answer) else { break }
            said.insert("step \(answer.path): \(words.text)", at: 0)
            events.removeLast(answer == last ? 1 : 2)
        }
        return said
    }

    private func resume(
        _ run: RunRecord, _ bundle: RunBundle, _ pinned: RunBundle, _ limits: LuaLimits, _ lease: RunLease,
        _ session: WorkerSession, _ control: RunControl
    ) async throws -> RunOutcome {
        let journal = RunJournal(store: store, lease: lease, owner: ProcessName.current, record: run)
        let history = try await store.events(of: run.id)
        let requester = try await store.find(run.id.description).cancelRequestedBy
        let isToEnd = control.person != nil || requester != nil
        var (replay, notices) = (ReplayLog(history), Self.answers(at: history))
        // A run that is taken up to be cancelled tries nothing again but what could not be undone.
        if let plan = retryPlan(of: replay, lease), !isToEnd || plan.kind == .undo {
            if !plan.doubts.isEmpty {
                let outcome = RunOutcome.needsAttention(doubt(plan.doubts, run.id, replay, SourceExcerpts(pinned)))
                try await journal.release(status: outcome.status, summary: outcome.summary)
                return outcome
            }
            notices.append(plan.notice(replay) ?? "nothing that failed can be tried again, so it ends as before")
            for request in plan.locks {
                if case .busy(let holder) = try await journal.take(request) { throw JournalError.lockIsHeld(holder) }
            }
            let events = plan.events(replay, by: identity.user, at: .now)
            if !events.isEmpty {
                try await journal.append(events)
                replay = ReplayLog(try await store.events(of: run.id))
            }
        }
        var prepared = PreparedRun(
            id: run.id, bundle: bundle, definition: run.definition, limits: limits, journal: journal,
            replay: replay, startedAt: run.definition.clock ?? run.createdAt)
        prepared.isTakenUp = true
        prepared.notices = notices
        if bundle != pinned {
            prepared.edit = RunEdit(bundle: try await store.put(bundle.encoded()), recipe: bundle.recipe)
        }
        return try await execute(prepared, session, control)
    }

    /// What a run does again whose recipe has failed; `nil` for one that was interrupted or waits.
    func retryPlan(of replay: ReplayLog, _ lease: RunLease) -> RetryPlan? {
        let isOldFailure = !replay.recordsFailures && lease.previous == .failed
        guard let failure = replay.failure ?? (isOldFailure ? .unknown : nil) else { return nil }
        return RetryPlan(of: replay, failure: failure, registry: registry)
    }

    /// Steps that may not be done again without a person's confirmation.
    private func doubt(
        _ steps: [String], _ run: RunID, _ replay: ReplayLog, _ excerpts: SourceExcerpts
    ) -> Diagnostic {
        var diagnostics = steps.compactMap { path in
            replay.entries[path].map { Diagnostic(repeating: path, $0, of: run, in: excerpts) }
        }
        guard !diagnostics.isEmpty else { return Diagnostic(code: "in_doubt", message: "steps are in doubt") }
        diagnostics[0].others = Array(diagnostics.dropFirst())
        return diagnostics[0]
    }

    /// The project's files as they are now, in the place of those a run was begun with.
    func edited(_ pinned: RunBundle) throws -> RunBundle {
        try RunBundle(
            reading: pinned.recipe, environment: pinned.environment, of: project, limits: pinned.limits,
            allowsLocal: allowsLocal
        ).made(for: registry)
    }
}

/// A run that was not taken up after all, and stays as it was.
struct NotTakenUp: Error {
    let outcome: RunOutcome
}
