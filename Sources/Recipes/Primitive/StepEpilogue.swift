import Synchronization

/// What a step leaves to be done once its end is on record.
public final class StepEpilogue: Sendable {
    private let parts = Mutex<[@Sendable () async -> Void]>([])

    /// Makes an empty one.
    public init() {}

    func add(_ part: @escaping @Sendable () async -> Void) { parts.withLock { $0.append(part) } }

    /// Does what was left to do.
    public func run() async {
        let left = parts.withLock { parts in
            defer { parts = [] }
            return parts
        }
        for part in left { await part() }
    }
}
