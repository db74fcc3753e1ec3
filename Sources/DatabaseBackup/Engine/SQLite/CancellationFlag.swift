import Synchronization

/// Carries a task's cancellation to code that runs outside of the task, on a database's own queue.
final class CancellationFlag: Sendable {
    private let raised = Atomic(false)

    func raise() {
        raised.store(true, ordering: .relaxed)
    }

    func check() throws {
        if raised.load(ordering: .relaxed) { throw CancellationError() }
    }
}
