internal import LuaRuntime
internal import LuaValues
internal import WorkerProtocol

extension Scheduler {
    /// Opens the scope of a `parallel` and starts as many of its branches as may run at once.
    func open(_ call: LuaCall, of branch: Branch) -> LuaReply? {
        if let error = cancellationError(of: branch) { return error }
        let arguments = call.arguments.table?.items ?? []
        let options = arguments.last ?? nil
        let names = (arguments.first?.table?.items ?? []).map { $0.string ?? $0.description }
        let fork = Fork(
            path: branch.nextPath(), token: call.token, names: BranchNames.unique(names),
            maximum: max(1, Int(clamping: options["max"].integer ?? Int64(Int32.max))),
            mode: options["on_failure"].string.flatMap(Fork.Mode.init) ?? .stop)
        outgoing.append(
            .scopeOpened(
                ScopeOpening(
                    path: fork.path, kind: options["kind"].string ?? "parallel", title: options["title"].string ?? "",
                    branches: fork.names,
                    position: position(of: call))))
        branch.fork = fork
        branch.waiting = .fork
        advance(forkOf: branch)
        return nil
    }

    /// A branch of a fork ended.
    func childEnded(_ child: Branch, parent id: Int, failure: LuaFailure?) {
        branches[child.id] = nil
        outgoing.append(
            .branchClosed(path: child.path, failure: failure?.message, isCancelled: child.cancellation != nil))
        guard let parent = branches[id], let fork = parent.fork else { return }
        fork.running -= 1
        if let failure {
            let isCancelled = child.cancellation != nil && failure.value["code"] == "cancelled"
            fork.ends[child.id] = isCancelled ? .cancelled : .failed
            if !isCancelled, fork.firstFailure == nil, let index = fork.branches.firstIndex(of: child.id) {
                fork.firstFailure = index + 1
                fork.failureMessage = failure.message
                if fork.mode != .continue { stop(fork, reason: "branch '\(fork.names[index])' failed") }
            }
        } else {
            fork.ends[child.id] = .returned
            if fork.mode == .first, !fork.isStopped { stop(fork, reason: "another branch came first") }
        }
        advance(forkOf: parent)
    }

    /// Starts no further branch and cancels those that run.
    private func stop(_ fork: Fork, reason: String) {
        fork.isStopped = true
        for sibling in fork.branches { if let branch = branches[sibling] { cancel(branch, reason: reason) } }
    }

    /// Cancels a branch and all it opened: at its next unshielded call it gets the `cancelled` error.
    func cancel(_ branch: Branch, reason: String) {
        guard branch.cancellation == nil else { return }
        branch.cancellation = reason
        if branch.shieldDepth == 0, case .step(let path) = branch.waiting { outgoing.append(.cancelStep(path: path)) }
        guard branch.shieldDepth == 0, branch.fork != nil else { return }
        branch.fork?.isStopped = true
        for child in branch.fork?.branches ?? [] {
            if let child = branches[child] { cancel(child, reason: reason) }
        }
    }

    /// Starts what may start, and lets the opener go on when all have ended.
    private func advance(forkOf parent: Branch) {
        guard let fork = parent.fork else { return }
        while fork.mayStart, !isFinished { open(index: fork.branches.count, of: fork, parent: parent) }
        guard fork.running == 0 else { return }
        parent.fork = nil
        outgoing.append(.scopeClosed(path: fork.path, failure: fork.mode == .continue ? nil : fork.failureMessage))
        resume(parent, with: cancellationError(of: parent) ?? fork.reply)
    }
}
