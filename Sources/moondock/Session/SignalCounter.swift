import Synchronization

/// Distinguishes the first signal from the later ones.
final class SignalCounter: Sendable {
    private let count = Mutex(0)

    func isFirst() -> Bool {
        count.withLock { count in
            count += 1
            return count == 1
        }
    }
}
