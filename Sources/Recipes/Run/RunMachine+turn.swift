import Journal
import WorkerProtocol

extension RunMachine {
    /// What follows once an input is taken: what the worker gets next, commits, and the end.
    mutating func settle(_ now: Timestamp, _ actions: inout [Action]) {
        guard !hasEnded else { return }
        if outcome == nil, let stop { return settleStop(stop, now, &actions) }
        if outcome != nil {
            if replay.isNextStrict { leaveOut(&actions) }
            if !hasEnded { deliverLeftOver(&actions) }
            if !hasEnded { adoptEdit(now, &actions) }
            if !hasEnded { cancelRecordedFailure(now) }
        } else if isWorkerIdle {
            while isWorkerIdle, !replay.isDrained, !hasEnded { deliverRecorded(&actions) }
            // Nothing is begun, or begun again, that a person has called off.
            if isWorkerIdle, !hasEnded { deliverCancellation(now, &actions) }
            if isWorkerIdle, !hasEnded { release(now, &actions) }
        }
        guard !hasEnded else { return }
        commit(&actions)
        deliver(now, &actions)
        // A step that the run ends with is recorded before it does.
        if !hasEnded, outcome != nil { commit(&actions) }
        guard !hasEnded, !isCommitting else { return }
        if let outcome {
            end(outcome, &actions)
        } else if isWorkerIdle {
            park(&actions)
        }
    }

    /// Delivers the next thing on record to the worker. It waits, so it has requested everything it requested before
    /// this.
    private mutating func deliverRecorded(_ actions: inout [Action]) {
        switch replay.upcoming {
        case nil: return
        case .cancel(let reason):
            replay.advance()
            isCancelled = true
            cancelReason = reason
            send(.cancel(reason: reason), &actions)
        case .end(let path):
            guard let step = steps[path], let recorded = replay.entries[path]?.end else {
                return skip(&actions)
            }
            // What an edited recipe leaves out, and what is delivered out of its old order, is only known step by step.
            guard edit != nil || !replay.isNextStrict else {
                for ends in replay.upcomingEnds() { send(.replay(ends), &actions) }
                return
            }
            replay.advance()
            steps[path] = nil
            emitRecorded(recorded, of: step, &actions)
            send(
                .reply(branch: step.call.request.branch, result: recorded.result, at: recorded.at.milliseconds),
                &actions)
        }
    }

    /// Leaves out what the recipe no longer came to. Where an edited recipe failed before it came to what was done, its
    /// failure is what a person has to know.
    private mutating func leaveOut(_ actions: inout [Action]) {
        guard edit != nil, case .failed(let failure)? = outcome,
            let done = replay.undelivered.first(where: { conflict(at: $0) != nil })
        else { return skip(&actions) }
        end(.editFailed(failure, before: done), &actions)
    }

    /// Says so where the recipe came to its end without requesting something that was done.
    private mutating func deliverLeftOver(_ actions: inout [Action]) {
        guard !hasDeliveredLeftOver else { return }
        hasDeliveredLeftOver = true
        for path in replay.undelivered where conflict(at: path) != nil {
            let primitive = replay.entries[path]?.intent.primitive ?? ""
            actions.append(
                .emit(.notice("step \(path), \(primitive), was done before and is no longer requested by the recipe")))
        }
    }

    /// The worker has taken a recorded end.
    mutating func delivered(_ path: String, _ actions: inout [Action]) {
        guard replay.upcoming == .end(path: path), let step = steps[path],
            let recorded = replay.entries[path]?.end
        else { return end(.workerLost("it broke the protocol: it took the end of step \(path)"), &actions) }
        replay.advance()
        steps[path] = nil
        emitRecorded(recorded, of: step, &actions)
    }

    /// Begins the steps that were requested, now that nothing on record is left to deliver.
    private mutating func release(_ now: Timestamp, _ actions: inout [Action]) {
        guard !held.isEmpty || isReplaying else { return }
        stopInDoubt(&actions)
        if !hasEnded { adoptEdit(now, &actions) }
        guard !hasEnded else { return }
        isReplaying = false
        let overdue = overdueWaits(now)
        if steps.isOverdueUnderWay { return }
        let released = overdue.isEmpty ? held : held.filter(overdue.contains)
        held = overdue.isEmpty ? [] : held.filter { !overdue.contains($0) }
        for path in released {
            guard var step = steps[path] else { continue }
            step.isOverdue = !overdue.isEmpty
            if let entry = replay.entries[path], !entry.isRetried {
                step.state = .performing
                emitStart(of: step, &actions)
                actions.append(
                    step.isCancelWanted
                        ? .withdraw(step.call, startedAt: step.startedAt)
                        : .perform(step.call, startedAt: step.startedAt, isInDoubt: true))
            } else {
                step.state = .intended
                step.startedAt = now
                pending.append(step.call.started(at: now))
                intended.append(path)
            }
            steps[path] = step
        }
    }

    /// Waits whose time had passed before this process: they end before anything else goes on, since it may be over
    /// too.
    private func overdueWaits(_ now: Timestamp) -> Set<String> {
        let overdue = held.filter { path in
            guard let step = steps[path], let entry = replay.entries[path], !entry.isRetried,
                step.call.primitive.inDoubtPolicy(for: step.call.options) == .pure,
                let until = step.call.primitive.wait(step.call.options, since: step.startedAt)?.until
            else { return false }
            return until <= now
        }
        return overdue.count == held.count ? [] : Set(overdue)
    }

    /// Notifies the worker that the run is cancelled, before whatever else it is to get.
    private mutating func deliverCancellation(_ now: Timestamp, _ actions: inout [Action]) {
        guard let person = waitingCancellation else { return }
        arrivals.removeAll { if case .cancel = $0 { true } else { false } }
        waitingCancellation = nil
        cancel(person, now, &actions)
    }

    private var needsCommit: Bool { pending.contains { !$0.kind.isForPeople && $0.kind != .recipeFailed } }

    /// Commits what is to be recorded, once the worker has said all that belongs to it.
    private mutating func commit(_ actions: inout [Action]) {
        guard !isCommitting, isWorkerIdle || outcome != nil else { return }
        // Scopes are for people: alone they are no reason to sync, nor for a run to have begun.
        guard needsCommit || (hasStarted && outcome != nil && !pending.isEmpty) else { return }
        isCommitting = true
        committing = intended
        intended = []
        hasStarted = true
        actions.append(.commit(pending))
        pending = []
    }

    /// Delivers to the worker what has happened since, one thing for each time it waits.
    private mutating func deliver(_ now: Timestamp, _ actions: inout [Action]) {
        while isWorkerIdle, outcome == nil, replay.isDrained, !hasEnded, !arrivals.isEmpty {
            switch takeArrival() {
            case .end(let path, let result): finish(path, result, now, &actions)
            case .cancel(let person): cancel(person, now, &actions)
            }
        }
    }

    /// The next of the arrivals, of which there is one.
    mutating func takeArrival() -> Arrival {
        let arrival = arrivals.removeFirst()
        if case .cancel = arrival {
            waitingCancellation =
                arrivals.lazy.compactMap { if case .cancel(let person) = $0 { person } else { nil } }.first
        }
        return arrival
    }

    /// Ends this process's part when all that is left are steps that wait without it.
    private mutating func park(_ actions: inout [Action]) {
        guard !steps.isEmpty, steps.areParked, arrivals.isEmpty, !needsCommit else { return }
        let waits = steps.compactMap { path, step -> ParkedStep? in
            if case .parked(let wait) = step.state { ParkedStep(path: path, wait: wait) } else { nil }
        }
        end(.parked(waits.sorted { $0.path < $1.path }), &actions)
    }
}
