import Journal
import Synchronization

/// A clock that stands still until it is moved.
final class FakeClock: Sendable {
    private let moment = Mutex(Sample.begin)

    var now: Timestamp { moment.withLock { $0 } }

    func advance(seconds: Double) { moment.withLock { $0 = $0.adding(seconds: seconds) } }
}
