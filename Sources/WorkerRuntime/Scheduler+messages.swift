internal import LuaRuntime
internal import LuaValues
internal import WorkerProtocol

extension Scheduler {
    /// Takes one message of the host. The branches it wakes run at the next `run()`.
    /// - Throws: `WireError` when nobody waits for it.
    func receive(_ message: HostMessage) throws(WireError) {
        guard !isFinished else { return }
        switch message {
        case .reply(let id, let result, let time):
            guard let branch = branches[id] else { throw WireError("a reply to branch \(id), which does not exist") }
            if let time { vm.setTime(time) }
            switch branch.waiting {
            case .step: resume(branch, with: LuaReply(result))
            case .query:
                questions -= 1
                resume(branch, with: LuaReply(result))
            default: throw WireError("a reply to branch \(id), which does not wait for one")
            }
        case .module(let result):
            guard !requestedModules.isEmpty, let branch = branches[requestedModules.removeFirst()] else {
                throw WireError("a module that nobody asked for")
            }
            questions -= 1
            switch result {
            case .success(let source): resume(branch, with: .source(chunk: source.chunk, text: source.text))
            case .failure(let failure): resume(branch, with: .failure(failure.fields))
            }
        case .replay(let ends):
            let waiting = branches.values.compactMap { branch -> (String, Int)? in
                if case .step(let path) = branch.waiting { (path, branch.id) } else { nil }
            }
            replay.add(ends, waiting: waiting)
        case .cancel(let reason):
            for branch in branches.values.sorted(by: { $0.id < $1.id }) { cancel(branch, reason: reason) }
        case .evaluate, .start:
            throw WireError("a recipe runs in this worker already")
        }
    }
}

extension Scheduler {
    /// Lets the branch go on whose step ended next, once every branch waits for a step.
    func takeRecordedEnd() -> Bool {
        guard questions == 0, let (end, id) = replay.next(), let branch = branches[id],
            branch.waiting == .step(path: end.path)
        else { return false }
        outgoing.append(.delivered(path: end.path))
        if let time = end.at { vm.setTime(time) }
        resume(branch, with: LuaReply(end.result))
        return true
    }
}

extension LuaReply {
    init(_ result: Result<LuaValue, ReplyFailure>) {
        switch result {
        case .success(let value): self = .value(value)
        case .failure(let failure): self = .failure(failure.fields)
        }
    }
}
