/// What a wait for a container is for.
public enum WaitCondition: String, Sendable, Hashable {
    /// That it does not run; true at once for one that has ended, or was never started.
    case notRunning = "not-running"
    /// That it ends the next time.
    case nextExit = "next-exit"
    /// That it is gone.
    case removed
}
