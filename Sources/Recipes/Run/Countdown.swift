public import Journal

/// The end of a time that began at a moment on record. It is never further away than the time is long: where the clock
/// was set back meanwhile, it says less than the clock.
public struct Countdown: Sendable {
    /// When it ends, as the clock tells it now.
    public let until: Timestamp
    private let end: ContinuousClock.Instant

    /// Begins to count.
    /// - Parameters:
    ///   - duration: the whole time.
    ///   - start: when it began.
    ///   - now: the present moment.
    public init(_ duration: Duration, since start: Timestamp, now: Timestamp = .now) {
        let rest = max(0, min(duration.seconds, start.adding(seconds: duration.seconds).seconds(since: now)))
        until = now.adding(seconds: rest)
        end = .now + .seconds(rest)
    }

    /// How much is left.
    public var rest: Duration { max(.zero, end - .now) }

    /// Whether nothing is left.
    public var isOver: Bool { rest == .zero }
}
