internal import Glibc
internal import Synchronization

/// The end of a worker's process: reaped once, told to everybody who waits.
final class WorkerEnding: Sendable {
    private enum State {
        case running([CheckedContinuation<WorkerExit, Never>])
        case ended(WorkerExit)
    }

    private let processID: Int32
    private let state = Mutex<State>(.running([]))

    init(processID: Int32) { self.processID = processID }

    /// Signals under the lock: once the process is reaped its id may belong to another.
    func kill() {
        state.withLock { if case .running = $0 { _ = Glibc.kill(-processID, SIGKILL) } }
    }

    /// Waits for the process; called once, when the connection has ended.
    func reap(kills: Bool) {
        if kills { kill() }
        var status: Int32 = 0
        var info = siginfo_t()
        // WNOWAIT leaves the process a zombie, so that its id is ours until it is reaped under the lock.
        while waitid(P_PID, id_t(processID), &info, WEXITED | WNOWAIT) < 0, errno == EINTR {}
        let waiting = state.withLock { state -> [CheckedContinuation<WorkerExit, Never>] in
            guard case .running(let waiting) = state else { return [] }
            while waitpid(processID, &status, 0) < 0, errno == EINTR {}
            state = .ended(exit(of: status))
            return waiting
        }
        for continuation in waiting { continuation.resume(returning: exit(of: status)) }
    }

    func wait() async -> WorkerExit {
        await withCheckedContinuation { continuation in
            let exit = state.withLock { state -> WorkerExit? in
                switch state {
                case .ended(let exit): return exit
                case .running(let waiting):
                    state = .running(waiting + [continuation])
                    return nil
                }
            }
            if let exit { continuation.resume(returning: exit) }
        }
    }

    private func exit(of status: Int32) -> WorkerExit {
        let signal = status & 0x7f
        return signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
    }
}
