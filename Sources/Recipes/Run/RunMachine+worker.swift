import Journal
import LuaValues
import WorkerProtocol

extension RunMachine {
    /// Takes one message of the worker.
    mutating func take(_ message: WorkerMessage, _ now: Timestamp, _ actions: inout [Action]) {
        if let violation = protocolViolation(in: message) {
            return end(.workerLost("it broke the protocol: \(violation)"), &actions)
        }
        switch message {
        case .ready, .evaluated: break
        case .step(let request): step(request, now, &actions)
        case .query(let request): query(request, &actions)
        case .notification(let request): notify(request, &actions)
        case .cancelStep(let path): cancelStep(path, &actions)
        case .delivered(let path): delivered(path, &actions)
        case .scopeOpened(let opening): open(opening, now, &actions)
        case .scopeClosed(let path, let failure):
            failedBranch.scopeClosed(path, hasFailed: failure != nil)
            openBlocks[path] = nil
            close(path, RecordedScopeEnd(failure: failure, isCancelled: false), now)
            actions.append(.emit(.scopeClosed(path: path, failure: failure)))
        case .rolledBack(let report): rolledBack(report, now)
        case .branchOpened(let path): actions.append(.emit(.branchOpened(path: path)))
        case .branchClosed(let path, let failure, let isCancelled):
            failedBranch.branchClosed(path, hasFailed: failure != nil || isCancelled)
            close(path, RecordedScopeEnd(failure: failure, isCancelled: isCancelled), now)
            actions.append(.emit(.branchClosed(path: path, failure: failure)))
        case .module(let name):
            sent += 1
            actions.append(.provideModule(name: name))
        case .idle(let handled): self.handled = handled
        case .finished(.success(let value)): outcome = .finished(value)
        case .finished(.failure(let failure)):
            outcome = .failed(failure)
            recordFailure(failure, now)
        }
    }

    /// What no honest worker says. The journal's order rests on it, and the worker is not trusted.
    private func protocolViolation(in message: WorkerMessage) -> String? {
        if outcome != nil { return "it spoke after the recipe's end" }
        switch message {
        case .step(let request) where request.path.isEmpty: return "it requested a step without a path"
        case .step(let request) where asked.contains(request.path): return "it requested step \(request.path) twice"
        case .idle(let handled) where handled > sent || handled < self.handled:
            return "it handled \(handled) messages of \(sent)"
        default: return nil
        }
    }

    private mutating func step(_ request: CallRequest, _ now: Timestamp, _ actions: inout [Action]) {
        asked.insert(request.path)
        if !request.isCleanUp { failedBranch.begun(request.path) }
        guard let call = call(of: request, &actions) else { return }
        let entry = replay.entries[request.path]
        var step = Step(call: call, state: .held, startedAt: entry?.startedAt ?? now)
        if entry?.end != nil {
            step.state = .recorded
            replay.ask(request.path)
            emitStart(of: step, &actions)
        } else {
            held.append(request.path)
        }
        steps[request.path] = step
    }

    /// What is to be done of a request, or was; `nil` where the recipe may not do it, or did something else before.
    private mutating func call(of request: CallRequest, _ actions: inout [Action]) -> PreparedCall? {
        let revision = revisions[request.primitive] ?? 1
        let intent = StepIntent(of: request, revision: revision)
        if let divergence = replay.divergence(of: request, intent: intent) {
            if let conflict = conflict(at: request.path) {
                end(.diverged(divergence.blocked(by: edit == nil ? nil : conflict)), &actions)
                return nil
            }
            forget([request.path])
        }
        if let entry = replay.entries[request.path], entry.end != nil {
            return registry.recorded(request, entry.intent)
        }
        do {
            return try prepare(request, intent: intent)
        } catch {
            deny(request, error, &actions)
            return nil
        }
    }

    private mutating func open(_ scope: ScopeOpening, _ now: Timestamp, _ actions: inout [Action]) {
        failedBranch.scopeOpened(scope)
        if scope.kind == "with_rollback" { openBlocks[scope.path] = scope.title }
        actions.append(.emit(.scopeOpened(scope)))
        guard replay.scopes[scope.path] != ReplayLog.Scope(kind: scope.kind, title: scope.title) else { return }
        let body: LuaValue = ["kind": .string(scope.kind), "title": .string(scope.title)]
        pending.append(EventRecord(kind: .scopeOpened, path: scope.path, at: now, body: body.encoded()))
    }

    private mutating func close(_ path: String, _ end: RecordedScopeEnd, _ now: Timestamp) {
        guard replay.ends[path] != end else { return }
        pending.append(end.event(path: path, at: now))
    }

    /// Records with what the recipe failed, for whoever resumes the run: once, and not where it only did as it was
    /// asked.
    private mutating func recordFailure(_ failure: RecipeFailure, _ now: Timestamp) {
        guard failure.kind != .cancelled || rollbacks.contains(where: { !$0.isComplete }) else { return }
        let record = RecordedFailure(
            branch: failedBranch.path, givenUp: failedBranch.givenUp, message: failure.message)
        if !isReplaying || replay.failure != record { pending.append(record.event(failure, at: now)) }
    }

    private mutating func rolledBack(_ report: RollbackReport, _ now: Timestamp) {
        rollbacks.append(report)
        let rollback = RecordedRollback(report)
        guard replay.rollbacks[report.path] != rollback, rollback.undone > 0 || !rollback.failures.isEmpty else {
            return
        }
        pending.append(rollback.event(path: report.path, at: now))
    }

    private mutating func query(_ request: CallRequest, _ actions: inout [Action]) {
        do {
            let call = try prepare(request)
            sent += 1
            actions.append(.answer(call))
        } catch {
            deny(request, error, &actions)
        }
    }

    private mutating func notify(_ request: CallRequest, _ actions: inout [Action]) {
        // What was said before the crash is in the log already.
        guard !isReplaying else { return }
        do {
            actions.append(.notify(try prepare(request)))
        } catch {
            actions.append(.emit(.notice("\(request.position): \(error.message)")))
        }
    }

    /// Validates a call, and whether it is allowed.
    private func prepare(_ request: CallRequest, intent: StepIntent? = nil) throws(StepError) -> PreparedCall {
        let call = try registry.prepare(request, revision: revisions[request.primitive] ?? 1, intent: intent)
        try authority.check(call)
        try authority.checkSecrets(of: call)
        return call
    }

    private mutating func deny(_ request: CallRequest, _ error: StepError, _ actions: inout [Action]) {
        let value = error.value(primitive: request.primitive, path: request.path)
        send(.reply(branch: request.branch, result: .failure(ReplyFailure(fields: value))), &actions)
    }

    private mutating func cancelStep(_ path: String, _ actions: inout [Action]) {
        guard var step = steps[path] else { return }
        step.isCancelWanted = true
        switch step.state {
        case .performing: actions.append(.cancel(path: path))
        case .parked:
            step.state = .performing
            actions.append(.withdraw(step.call, startedAt: step.startedAt))
        case .recorded, .held, .intended: break
        }
        steps[path] = step
    }

    /// Reports a step that is on disk: what they have seen begin, a crash does not undo.
    func emitStart(of step: Step, _ actions: inout [Action]) {
        let (call, request) = (step.call, step.call.request)
        let start = StepStart(
            path: request.path, primitive: request.primitive, title: call.primitive.title(call.options),
            position: request.position, library: request.library, through: request.through,
            isReplayed: step.state == .recorded)
        actions.append(.emit(.stepStarted(start)))
        guard step.state != .recorded else { return }
        for name in authority.secretsHandedOn(in: call) {
            let message = "\(request.library ?? "?") opens secret '\(name)', which the recipe has handed to it"
            actions.append(.emit(.log(path: request.path, level: .debug, message: message)))
        }
    }
}
