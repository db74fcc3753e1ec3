import DatabaseBackup
import Dispatch
import Synchronization

/// Stops a backup in the middle: the first progress report beyond a threshold waits until the gate is opened.
final class ProgressGate: Sendable {
    private let threshold: Int64
    private let opened = DispatchSemaphore(value: 0)
    private let isClosed = Mutex(true)
    private let arrivals = AsyncStream<Int64>.makeStream()

    init(after threshold: Int64 = 0) {
        self.threshold = threshold
    }

    func progress(_ bytes: Int64) {
        guard bytes > threshold,
            isClosed.withLock({ closed in
                defer { closed = false }; return closed
            })
        else { return }
        arrivals.continuation.yield(bytes)
        opened.wait()
    }

    /// Returns when the backup stands at the gate.
    func reached() async {
        for await _ in arrivals.stream { return }
    }

    func open() {
        opened.signal()
    }

    func observer(log: @escaping @Sendable (String) -> Void = { _ in }) -> BackupObserver {
        BackupObserver(progress: { [self] in progress($0) }, log: log)
    }
}
