import Journal
import LuaValues
import WorkerProtocol

extension RunMachine {
    /// Takes the end of a step that was done in this process, journals it and notifies the worker.
    mutating func finish(_ path: String, _ result: StepResult, _ now: Timestamp, _ actions: inout [Action]) {
        guard var step = steps[path] else { return }
        let duration = now.seconds(since: step.startedAt)
        let request = step.call.request
        switch result {
        case .parked(let wait):
            if step.isCancelWanted { return finish(path, .cancelled, now, &actions) }
            step.state = .parked(wait)
            steps[path] = step
            actions.append(.emit(.stepWaiting(path: path, wait)))
            return
        case .inDoubt(let reason):
            let doubt = DoubtfulStep(path: path, call: request, startedAt: step.startedAt, reason: reason)
            end(.inDoubt([doubt]), &actions)
            return
        case .done(let value):
            record(.finished, path, value, now)
            emit(path, .done(summary: step.call.primitive.summary(of: value)), duration, false, &actions)
            if step.call.primitive.declaration.endsRun {
                outcome = .finished(value)
                break
            }
            send(.reply(branch: request.branch, result: .success(value), at: now.milliseconds), &actions)
        case .failed(let error):
            let value = error.value(primitive: request.primitive, path: path)
            record(.failed, path, .table(value), now)
            emit(path, .failed(message: error.message), duration, false, &actions)
            send(
                .reply(
                    branch: request.branch, result: .failure(ReplyFailure(fields: value)), at: now.milliseconds),
                &actions)
        case .cancelled: finishCancelled(step, leaving: nil, now, &actions)
        case .cancelledLeaving(let left): finishCancelled(step, leaving: left, now, &actions)
        }
        steps[path] = nil
    }

    private mutating func finishCancelled(
        _ step: Step, leaving left: String?, _ now: Timestamp, _ actions: inout [Action]
    ) {
        let request = step.call.request
        var value = Self.cancelledError(cancelReason).value(primitive: request.primitive, path: request.path)
        value["left"] = LuaValue(left)
        record(.cancelled, request.path, .table(value), now)
        emit(request.path, .cancelled, now.seconds(since: step.startedAt), false, &actions)
        if let left {
            keep(left, of: step)
            actions.append(
                .emit(
                    .log(path: request.path, level: .warning, message: "not undone: \(leftovers.last ?? left)")))
        }
        send(
            .reply(branch: request.branch, result: .failure(ReplyFailure(fields: value)), at: now.milliseconds),
            &actions)
    }

    /// Keeps what a cancelled step has left, for the end of the run.
    private mutating func keep(_ left: String, of step: Step) {
        let (request, title) = (step.call.request, step.call.primitive.title(step.call.options))
        let subject = title.isEmpty ? request.primitive : "\(request.primitive) \(title)"
        leftovers.append("\(subject) (step \(request.path)): \(left)")
    }

    /// Reports the end of a step as the journal has it.
    mutating func emitRecorded(_ recorded: EventRecord, of step: Step, _ actions: inout [Action]) {
        let value = recorded.body.flatMap { try? LuaValue(decoding: $0) } ?? .nil
        let outcome: StepOutcome.Kind =
            switch recorded.kind {
            case .finished: .done(summary: step.call.primitive.summary(of: value))
            case .cancelled: .cancelled
            default: .failed(message: value["message"].string ?? "failed")
            }
        emit(recorded.path, outcome, recorded.at.seconds(since: step.startedAt), true, &actions)
        if recorded.kind == .cancelled, let left = value["left"].string { keep(left, of: step) }
    }

    /// Takes a request to cancel the run: journaled, then delivered to the recipe, which ends in order.
    mutating func cancel(_ person: String, _ now: Timestamp, _ actions: inout [Action]) {
        guard !isCancelled, outcome == nil else { return }
        let reason = recordCancellation(by: person, now)
        actions.append(.emit(.notice("cancelling: \(person) requested it")))
        send(.cancel(reason: reason), &actions)
    }

    /// A run that had failed and is taken up to be cancelled: its failure is on record, and nothing is tried again.
    mutating func cancelRecordedFailure(_ now: Timestamp) {
        guard isReplaying, let person = waitingCancellation, case .failed(let failure) = outcome,
            failure.kind != .cancelled
        else { return }
        arrivals = []
        waitingCancellation = nil
        let reason = isCancelled ? cancelReason ?? "cancelled" : recordCancellation(by: person, now)
        outcome = .failed(RecipeFailure(kind: .cancelled, message: reason))
    }

    mutating func recordCancellation(by person: String, _ now: Timestamp) -> String {
        let reason = "cancelled by \(person)"
        isCancelled = true
        cancelReason = reason
        pending.append(
            EventRecord(kind: .cancelRequested, path: "", at: now, body: LuaValue.string(reason).encoded()))
        return reason
    }

    static func cancelledError(_ reason: String?) -> StepError {
        StepError(code: "cancelled", reason ?? "cancelled, since another branch failed")
    }

    private mutating func record(_ kind: EventKind, _ path: String, _ value: LuaValue, _ now: Timestamp) {
        pending.append(EventRecord(kind: kind, path: path, at: now, body: value.encoded()))
    }

    private func emit(
        _ path: String, _ outcome: StepOutcome.Kind, _ duration: Double, _ isReplayed: Bool, _ actions: inout [Action]
    ) {
        actions.append(
            .emit(.stepEnded(path: path, StepOutcome(kind: outcome, duration: duration, isReplayed: isReplayed))))
    }
}
