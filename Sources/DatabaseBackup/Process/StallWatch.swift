import Synchronization

/// Notices that nothing has arrived for a while. Time the receiver spends on what did arrive does not count.
final class StallWatch: Sendable {
    private struct State {
        /// Since when something is waited for; nil while the receiver works.
        var waitingSince: ContinuousClock.Instant? = .now
        var hasExpired = false
    }

    private let limit: Duration
    private let state = Mutex(State())

    init(limit: Duration) {
        self.limit = limit
    }

    /// Whether the limit passed.
    var hasExpired: Bool { state.withLock { $0.hasExpired } }

    /// Something arrived and is being worked on.
    func arrived() {
        state.withLock { $0.waitingSince = nil }
    }

    /// The work is done; the next piece is waited for.
    func wait() {
        state.withLock { $0.waitingSince = .now }
    }

    /// Returns when nothing has arrived for the limit; throws when the task is cancelled.
    func waitForStall() async throws {
        while let next = nextLook() {
            try await Task.sleep(until: next, clock: .continuous)
        }
    }

    private func nextLook() -> ContinuousClock.Instant? {
        state.withLock { state in
            let next = (state.waitingSince ?? .now) + limit
            guard next <= .now else { return next }
            state.hasExpired = true
            return nil
        }
    }
}

/// Nothing arrived from a tool for the stall limit, and it was stopped.
struct StallError: Error {
    /// Bytes that had arrived before.
    let bytes: Int64
}
