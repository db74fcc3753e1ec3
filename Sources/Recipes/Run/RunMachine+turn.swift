import Journal
import RecipeWorker

extension RunMachine {
    /// What follows once an input is taken: what the worker is told next, commits, and the end.
    mutating func settle(_ now: Timestamp, _ actions: inout [Action]) {
        guard !hasEnded else { return }
        if outcome != nil {
            if !replay.isDrained { passOver(&actions) }
            if !hasEnded { adoptEdit(now, &actions) }
        } else if isWorkerIdle {
            while isWorkerIdle, !replay.isDrained, !hasEnded { tell(&actions) }
            if isWorkerIdle, !hasEnded { release(now, &actions) }
        }
        guard !hasEnded else { return }
        commit(&actions)
        deliver(now, &actions)
        guard !hasEnded, !isCommitting else { return }
        if let outcome {
            end(outcome, &actions)
        } else if isWorkerIdle {
            park(&actions)
        }
    }

    /// Tells the worker the next thing on record. It waits, so it has asked for everything it asked for before this.
    private mutating func tell(_ actions: inout [Action]) {
        switch replay.upcoming {
        case nil: return
        case .cancel(let reason):
            replay.advance()
            isCancelled = true
            cancelReason = reason
            send(.cancel(reason: reason), &actions)
        case .end(let path):
            guard let step = steps[path], let ending = replay.entries[path]?.ending else {
                return passOver(&actions)
            }
            // What an edited recipe leaves out is only known step by step.
            guard edit != nil else {
                for ends in replay.upcomingEnds() { send(.replay(ends), &actions) }
                return
            }
            replay.advance()
            steps[path] = nil
            emitRecorded(ending, of: step, &actions)
            send(
                .reply(branch: step.call.request.branch, result: ending.result, at: ending.at.milliseconds), &actions)
        }
    }

    /// The worker has taken a recorded end.
    mutating func told(_ path: String, _ actions: inout [Action]) {
        guard replay.upcoming == .end(path: path), let step = steps.removeValue(forKey: path),
            let ending = replay.entries[path]?.ending
        else { return end(.workerLost("it broke the protocol: it took the end of step \(path)"), &actions) }
        replay.advance()
        emitRecorded(ending, of: step, &actions)
    }

    /// Begins the steps that were asked for, now that nothing on record is left to tell.
    private mutating func release(_ now: Timestamp, _ actions: inout [Action]) {
        guard !held.isEmpty || isReplaying else { return }
        stopInDoubt(&actions)
        if !hasEnded { adoptEdit(now, &actions) }
        guard !hasEnded else { return }
        isReplaying = false
        for path in held {
            guard var step = steps[path] else { continue }
            if let entry = replay.entries[path], !entry.isRetried {
                step.state = .performing
                tellStart(of: step, &actions)
                actions.append(.perform(step.call, startedAt: step.startedAt, isInDoubt: true))
                if step.isCancelWanted { actions.append(.cancel(path: path)) }
            } else {
                step.state = .intended
                step.startedAt = now
                pending.append(EventRecord(kind: .started, path: path, at: now, intent: step.call.intent()))
                intended.append(path)
            }
            steps[path] = step
        }
        held = []
    }

    private var needsCommit: Bool { pending.contains { $0.kind != .scopeOpened } }

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

    /// Tells the worker what has happened since, one thing for each time it waits.
    private mutating func deliver(_ now: Timestamp, _ actions: inout [Action]) {
        while isWorkerIdle, outcome == nil, replay.isDrained, !hasEnded, !arrivals.isEmpty {
            switch arrivals.removeFirst() {
            case .end(let path, let result): finish(path, result, now, &actions)
            case .cancel(let person): cancel(person, now, &actions)
            }
        }
    }

    /// Ends this process's part when all that is left are steps that wait without it.
    private mutating func park(_ actions: inout [Action]) {
        let waits = steps.compactMap { path, step -> ParkedStep? in
            if case .parked(let wait) = step.state { ParkedStep(path: path, wait: wait) } else { nil }
        }
        if !waits.isEmpty, waits.count == steps.count, arrivals.isEmpty, !needsCommit {
            end(.parked(waits.sorted { $0.path < $1.path }), &actions)
        }
    }
}
