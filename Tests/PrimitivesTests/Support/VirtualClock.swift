import Journal
import Recipes
import Synchronization

/// A clock that is moved by those who wait: hours pass at once, and none passes while somebody is at work.
///
/// A wait of less than a second is over when everybody else has had a turn, and moves the clock by its length. A longer
/// one is over when the short ones of others, or `advance`, have moved the clock so far.
final class VirtualClock: StepClock {
    private struct State {
        var elapsed = Duration.zero
        var sleepers: [Int: (due: Duration, wake: CheckedContinuation<Void, any Error>)] = [:]
        var count = 0
    }

    private static let start = Timestamp(milliseconds: 1_700_000_000_000)
    private let state = Mutex(State())

    var elapsed: Duration { state.withLock { $0.elapsed } }
    var now: Timestamp { Self.start.adding(seconds: Double(elapsed.components.seconds)) }

    func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        guard duration >= .seconds(1) else {
            await Task.yield()
            return advance(by: duration)
        }
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { wake in
                state.withLock { $0.sleepers[number] = ($0.elapsed + duration, wake) }
                if Task.isCancelled { end(number) }
            }
        } onCancel: {
            end(number)
        }
    }

    private func end(_ number: Int) {
        state.withLock { $0.sleepers.removeValue(forKey: number) }?.wake.resume(throwing: CancellationError())
    }

    /// Lets time pass.
    func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.elapsed += max(.zero, duration)
            let due = state.sleepers.filter { $0.value.due <= state.elapsed }
            for number in due.keys { state.sleepers[number] = nil }
            return due.values.map(\.wake)
        }
        for wake in due { wake.resume() }
    }

    /// Returns once somebody waits for a long time, which then is over.
    func skip() async {
        while true {
            let due = state.withLock { state in state.sleepers.values.map(\.due).min().map { $0 - state.elapsed } }
            if let due { return advance(by: due) }
            await Task.yield()
        }
    }
}
