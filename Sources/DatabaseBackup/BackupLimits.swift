/// When a backup gives up. No database client gives up by itself.
public struct BackupLimits: Sendable, Hashable {
    /// The whole backup, checks included.
    public var total: Duration
    /// Time without a single byte from the database.
    public var stall: Duration
    /// Waiting for a lock inside the database.
    public var lock: Duration
    /// Opening a connection.
    public var connect: Duration

    /// Sets the limits; the defaults are 2 hours, 10 minutes, 30 seconds and 10 seconds.
    public init(
        total: Duration = .seconds(7200), stall: Duration = .seconds(600), lock: Duration = .seconds(30),
        connect: Duration = .seconds(10)
    ) {
        self.total = total
        self.stall = stall
        self.lock = lock
        self.connect = connect
    }
}
