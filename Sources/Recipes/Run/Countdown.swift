public import Journal

/// The end of a time that began at a moment on record. It is never further away than the time is long: where the clock
/// was set back meanwhile, it says less than the clock.
public struct Countdown: Sendable {
    /// When it ends, as the clock shows it now.
    public let until: Timestamp
    private let end: Duration
    private let clock: any StepClock

    /// Begins to count.
    /// - Parameters:
    ///   - duration: the whole time.
    ///   - start: when it began.
    ///   - clock: what it goes by.
    public init(_ duration: Duration, since start: Timestamp, by clock: any StepClock) {
        let now = clock.now
        let rest = max(0, min(duration.seconds, start.adding(seconds: duration.seconds).seconds(since: now)))
        until = now.adding(seconds: rest)
        end = clock.elapsed + .seconds(rest)
        self.clock = clock
    }

    /// How much is left.
    public var rest: Duration { max(.zero, end - clock.elapsed) }

    /// Whether nothing is left.
    public var isOver: Bool { rest == .zero }
}
