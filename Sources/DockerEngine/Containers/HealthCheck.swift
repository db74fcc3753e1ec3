/// How the engine checks that a container works, in place of what the image says.
public enum HealthCheck: Sendable, Hashable {
    /// No check, even when the image has one.
    case disabled
    /// Runs a program in the container again and again; exit code 0 is healthy.
    case command([String], HealthCheckTiming)
    /// The same with a line for the container's shell.
    case shell(String, HealthCheckTiming)
}

/// When a health check runs, and when its answer counts. What is nil is as the image says, or docker's default.
public struct HealthCheckTiming: Sendable, Hashable {
    /// The time between two checks.
    public var interval: Duration?
    /// How long one check may take.
    public var timeout: Duration?
    /// How long failures do not count after the start.
    public var startPeriod: Duration?
    /// How many failures in a row make a container unhealthy.
    public var retries: Int?

    /// Describes the timing; see the properties for their meaning.
    public init(
        interval: Duration? = nil, timeout: Duration? = nil, startPeriod: Duration? = nil, retries: Int? = nil
    ) {
        self.interval = interval
        self.timeout = timeout
        self.startPeriod = startPeriod
        self.retries = retries
    }
}
