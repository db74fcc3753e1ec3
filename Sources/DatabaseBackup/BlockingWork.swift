import Dispatch

/// Threads of their own for work that blocks (fsync, hashing, SQLite), so that it never takes a thread of Swift's
/// small shared pool away from the rest of the program.
final class BlockingWork: TaskExecutor {
    static let executor = BlockingWork()

    private let queue = DispatchQueue(label: "moondock.database-backup", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
