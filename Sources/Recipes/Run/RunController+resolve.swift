public import Journal
import LuaValues

extension RunController {
    /// Records what a person says of a step that may or may not have happened, or that is to be done again; `resume`
    /// then goes on with it.
    /// - Parameters:
    ///   - run: the run, which no living process executes.
    ///   - step: the step's path.
    ///   - answer: what became of the step.
    /// - Throws: `Diagnostic` where nobody has to say anything of the step; `JournalError`.
    public func resolve(_ run: RunRecord, step: String, answer: OperatorAnswer) async throws {
        let lease = try await acquire(run)
        do {
            let replay = ReplayLog(try await store.events(of: run.id))
            let (primitive, isEnded) = try doubtful(step, replay, lease, in: run)
            let events =
                isEnded
                ? [answer.event(path: step, at: .now)] : answer.events(path: step, primitive: primitive, at: .now)
            try await store.append(events, under: lease)
        } catch {
            try await store.release(unchanged: lease)
            throw error
        }
        // It can go on at once, whatever it waited for.
        let isLeft = [.needsAttention, .running, .parked].contains(run.status)
        try await store.release(
            lease, status: isLeft ? .parked : run.status,
            summary: isLeft ? "step \(step) was resolved by \(answer.person)" : run.summary,
            wake: isLeft ? WakeCondition(at: .now, approvals: []) : nil)
    }

    /// The primitive of a step that a person has to speak for, and whether it has ended.
    private func doubtful(
        _ step: String, _ replay: ReplayLog, _ lease: RunLease, in run: RunRecord
    ) throws -> (primitive: String, isEnded: Bool) {
        let open = replay.entries.filter { entry in
            entry.value.end == nil && !entry.value.isRetried && registry.canBeInDoubt(entry.value.intent)
        }
        if let entry = open[step] { return (entry.intent.primitive, false) }
        let repeated = retryPlan(of: replay, lease)?.doubts ?? []
        if repeated.contains(step), let entry = replay.entries[step] { return (entry.intent.primitive, true) }
        let names = (open.keys + repeated).sorted()
        throw Diagnostic(
            code: "not_in_doubt", message: "step \(step) of run \(run.id) is not in doubt",
            hint: names.isEmpty ? "no step is" : "these are: \(names.joined(separator: ", "))")
    }

    /// Gives a run up as it is: nothing more is done or undone for it, and what it holds is free.
    /// - Parameters:
    ///   - run: the run, which no living process executes and which has not come to its end.
    ///   - person: who gives it up.
    ///   - reason: why, for the journal.
    /// - Throws: `JournalError`.
    public func abandon(_ run: RunRecord, by person: String, reason: String) async throws {
        // Somebody else may have its locks by now; it needs none to be given up, nor a journal without faults.
        let lease = try await acquire(run, reclaimsLocks: false, acceptsDamage: true)
        do {
            guard !lease.previous.isEnded else { throw JournalError.runHasEnded(run.id, lease.previous) }
            let body: LuaValue = ["by": .string(person), "reason": .string(reason)]
            let event = EventRecord(kind: .abandoned, path: "", at: .now, body: body.encoded())
            try await store.append([event], under: lease)
        } catch {
            try await store.release(unchanged: lease)
            throw error
        }
        try await store.release(lease, status: .abandoned, summary: "given up by \(person): \(reason)")
    }
}
