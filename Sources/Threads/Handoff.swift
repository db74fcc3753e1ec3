internal import Dispatch
internal import Synchronization

/// A value that one thread waits for and another one brings.
public final class Handoff<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let arrival = DispatchSemaphore(value: 0)

    /// Makes one that is empty.
    public init() {}

    /// Brings the value. Called once.
    public func give(_ value: Value) {
        self.value.withLock { $0 = value }
        arrival.signal()
    }

    /// Waits for the value. Called once.
    public func take() -> Value {
        while true {
            arrival.wait()
            if let value = value.withLock({ $0 }) { return value }
        }
    }
}
