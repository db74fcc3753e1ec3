/// What a step reaches the world through, which a primitive makes none of itself.
public struct StepServices: Sendable {
    /// The time.
    public let clock: any StepClock

    /// Makes the services of a run.
    /// - Parameter clock: the time that steps wait by.
    public init(clock: any StepClock = MachineClock()) { self.clock = clock }
}
