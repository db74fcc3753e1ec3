internal import Glibc
internal import Synchronization

/// The end of a worker's process: reaped once, delivered to everybody who waits.
final class WorkerTermination: Sendable {
    private enum State {
        case running([CheckedContinuation<WorkerExit, Never>])
        case ended(WorkerExit)
    }

    /// Why the host killed it, where that says more than the signal.
    private let verdict = Mutex<WorkerExit?>(nil)

    let processID: Int32
    private let state = Mutex<State>(.running([]))

    init(processID: Int32) { self.processID = processID }

    /// Signals under the lock: once the process is reaped its id may belong to another.
    func kill(because reason: WorkerExit? = nil) {
        state.withLock {
            guard case .running = $0 else { return }
            if let reason { verdict.withLock { $0 = $0 ?? reason } }
            _ = Glibc.kill(-processID, SIGKILL)
        }
    }

    /// Seconds of processor time the worker has used; `nil` once it has ended.
    func processorTime() -> Double? {
        state.withLock { state in
            guard case .running = state else { return nil }
            var clock = clockid_t()
            var time = timespec()
            guard clock_getcpuclockid(processID, &clock) == 0, clock_gettime(clock, &time) == 0 else { return nil }
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
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
        if signal == SIGKILL, let verdict = verdict.withLock({ $0 }) { return verdict }
        return signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
    }
}
