import Synchronization

/// A value that is there from some time on.
final class Lazy<Value: Sendable>: Sendable {
    private let state: Mutex<Value?>

    var value: Value? { state.withLock { $0 } }

    init(_ value: Value? = nil) { state = Mutex(value) }

    func set(_ value: Value) { state.withLock { $0 = value } }
}
