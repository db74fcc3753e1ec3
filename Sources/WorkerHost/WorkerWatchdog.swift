internal import Glibc

/// Ends a worker that computes too long without a word, whatever keeps it busy: some of Lua's own operations are out of
/// reach of any hook.
///
/// It goes by the worker's own processor time, so a busy machine takes nothing away from a worker.
struct WorkerWatchdog: Sendable {
    let termination: WorkerTermination
    let backlog: WorkerBacklog
    /// Seconds of processor time between two messages.
    let limit: Double
    /// Whether the worker has said something that this process has not come to read.
    let hasUnread: @Sendable () -> Bool

    /// Looks after the worker until it has ended.
    func run() async {
        var received = -1
        var start = 0.0
        while let used = termination.processorTime(), !Task.isCancelled {
            if backlog.received != received {
                received = backlog.received
                start = used
            } else if used - start > limit, !hasUnread() {
                termination.kill(because: .usedUp(processorTime: limit))
            }
            try? await Task.sleep(for: .seconds(min(1, limit / 4)))
        }
    }
}
