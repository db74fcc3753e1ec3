public import Journal

/// The time that steps wait by and measure with.
///
/// No primitive asks the machine for it: so the same code runs in a test in which hours pass at once.
public protocol StepClock: Sendable {
    /// The time of day.
    var now: Timestamp { get }
    /// The time since a moment that stays the same, whatever the time of day is set to.
    var elapsed: Duration { get }
    /// Waits.
    /// - Throws: `CancellationError`.
    func sleep(for duration: Duration) async throws
}

/// The clock of this machine.
public struct MachineClock: StepClock {
    private static let origin = ContinuousClock.now

    /// Makes the clock.
    public init() {}

    /// The time of day.
    public var now: Timestamp { .now }

    /// The time since this was first requested.
    public var elapsed: Duration { Self.origin.duration(to: .now) }

    /// Waits.
    public func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }
}
