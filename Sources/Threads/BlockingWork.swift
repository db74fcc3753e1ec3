internal import Glibc

/// Threads of their own for work that blocks (`fsync`, hashing, waiting for another process), so that it never takes a
/// thread of Swift's small shared pool away from the rest of the program.
public final class BlockingWork: TaskExecutor {
    /// The one for all of this process.
    public static let executor = BlockingWork()

    /// How many threads there are at most. Work that waits for other work may not use them.
    static let maximumThreadCount = 64

    private let queue = JobQueue()

    /// Runs a part of a task on one of the threads.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        run { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }

    /// Runs something on one of the threads, and returns at once.
    func run(_ job: @escaping @Sendable () -> Void) {
        guard queue.add(job, maximumThreadCount: Self.maximumThreadCount) else { return }
        if !SystemThread.start({ self.queue.work() }) {
            // Where the system gives no thread, one that is there does it; else it is done here: late, and not never.
            if queue.loseThread() { queue.work(untilEmpty: true) }
        }
    }

    /// Does work that blocks on a thread of its own, and gives its result.
    public static func value<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            executor.run { continuation.resume(with: Result { try work() }) }
        }
    }
}
