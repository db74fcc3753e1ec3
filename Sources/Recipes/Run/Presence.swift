import Synchronization

/// Whether somebody is still there for whom a process waits in the foreground: it ends when the terminal goes away.
public final class Presence: Sendable {
    private let state = Atomic(false)

    /// Makes one that lasts.
    public init() {}

    /// Whether nobody is there any more: what waits for a person or a time is to park.
    public var isOver: Bool { state.load(ordering: .acquiring) }

    func end() { state.store(true, ordering: .releasing) }
}
