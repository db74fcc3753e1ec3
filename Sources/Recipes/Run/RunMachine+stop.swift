import Journal
import LuaValues
import WorkerProtocol

/// A run that comes to a stop without asking its worker.
extension RunMachine {
    enum Stop: Hashable {
        /// Nobody is there any more for whom the process would wait: steps in flight come to their ends, none is begun.
        case parking
        /// The worker does not come to hear that the run is cancelled: it computes.
        case mute
    }

    /// How long a worker may compute on when the run is to end, in seconds: longer where it has something to undo.
    private static let timeout = (withoutUndo: 2, withUndo: 10)

    /// Stops beginning steps; what is in flight is waited for, and then the run parks.
    mutating func stopToPark() {
        guard stop == nil else { return }
        stop = .parking
        callOffIntents()
    }

    /// Goes on without a worker that has done nothing but compute since the run was to end.
    /// - Parameter seconds: how long that is.
    mutating func stopMute(after seconds: Int, _ actions: inout [Action]) {
        guard stop == nil, outcome == nil, !isWorkerIdle, handled == handledWhenAsked, waitingCancellation != nil,
            seconds >= (openBlocks.isEmpty ? Self.timeout.withoutUndo : Self.timeout.withUndo)
        else { return }
        stop = .mute
        callOffIntents()
        leftovers += openBlocks.sorted { $0.key < $1.key }.map { path, title in
            "what was done in '\(title)' (step \(path)): the recipe was computing and could not be asked to undo it"
        }
    }

    /// Steps whose intents are not on their way to disk are not begun.
    private mutating func callOffIntents() {
        pending.removeAll { $0.kind == .started && intended.contains($0.path) }
        for path in intended { steps[path]?.state = .held }
        intended = []
    }

    /// What follows while the run comes to a stop. What happened is recorded without delivering it: a resume delivers
    /// it in this order.
    mutating func settleStop(_ stop: Stop, _ now: Timestamp, _ actions: inout [Action]) {
        while !hasEnded, !arrivals.isEmpty {
            switch takeArrival() {
            case .end(let path, let result): finish(path, result, now, &actions)
            case .cancel(let person): cancelSteps(person, now, &actions)
            }
        }
        guard !hasEnded, !isCommitting, !steps.contains(where: { $0.value.state == .performing }) else { return }
        if hasStarted, pending.contains(where: { !$0.kind.isForPeople }) {
            isCommitting = true
            committing = []
            actions.append(.commit(pending))
            pending = []
            return
        }
        switch stop {
        case .parking: end(.parked(waits(now)), &actions)
        case .mute: end(.failed(RecipeFailure(kind: .cancelled, message: cancelReason ?? "cancelled")), &actions)
        }
    }

    private mutating func cancelSteps(_ person: String, _ now: Timestamp, _ actions: inout [Action]) {
        if !isCancelled { _ = recordCancellation(by: person, now) }
        for (path, step) in steps {
            steps[path]?.isCancelWanted = true
            if step.state == .performing { actions.append(.cancel(path: path)) }
        }
    }

    /// What a run waits for that was stopped, and where there is more to do, that it may go on at once.
    private func waits(_ now: Timestamp) -> [ParkedStep] {
        let parked = steps.compactMap { path, step -> ParkedStep? in
            if case .parked(let wait) = step.state { ParkedStep(path: path, wait: wait) } else { nil }
        }.sorted { $0.path < $1.path }
        if !parked.isEmpty, parked.count == steps.count, isWorkerIdle, !isCancelled { return parked }
        let wait = Wait(reason: "its terminal went away; there is more to do", until: now)
        return parked + [ParkedStep(path: held.first ?? "", wait: wait)]
    }
}
