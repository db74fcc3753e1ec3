import NIOCore
import Synchronization

extension EventLoopFuture where Value: Sendable {
    /// The value. Where the task is cancelled or the time is over first, it goes on at once, and what comes later is given
    /// up.
    /// - Throws: what the future fails with, `HTTPFault.timeout`, `CancellationError`.
    func value(until deadline: NIODeadline, givingUp: @escaping @Sendable (Value) -> Void) async throws -> Value {
        let outcome = FirstOutcome(promise: eventLoop.makePromise(of: Value.self))
        let alarm = eventLoop.scheduleTask(deadline: deadline) { _ = outcome.settle(.failure(HTTPFault.timeout)) }
        whenComplete { result in
            alarm.cancel()
            if !outcome.settle(result), case .success(let value) = result { givingUp(value) }
        }
        return try await withTaskCancellationHandler {
            try await outcome.promise.futureResult.get()
        } onCancel: {
            _ = outcome.settle(.failure(CancellationError()))
        }
    }
}

/// A promise that several may settle, the first of whom does.
private final class FirstOutcome<Value: Sendable>: Sendable {
    let promise: EventLoopPromise<Value>
    private let isSettled = Atomic(false)

    init(promise: EventLoopPromise<Value>) { self.promise = promise }

    /// - Returns: whether this was the first.
    func settle(_ result: Result<Value, any Error>) -> Bool {
        guard !isSettled.exchange(true, ordering: .acquiringAndReleasing) else { return false }
        promise.completeWith(result)
        return true
    }
}
