/// Which runs are kept. A run stays when any rule keeps it.
public struct RetentionRule: Hashable, Sendable {
    /// How many of the newest runs of each recipe and environment are kept.
    public let keep: Int?
    /// Runs that began at this moment or later are kept.
    public let since: Timestamp?
    /// Whether runs may go that could still be carried on: parked, failed, interrupted, in need of attention.
    public let includesOpenRuns: Bool

    /// Makes a rule; one that says neither how many nor since when keeps no ended run.
    public init(keep: Int?, since: Timestamp?, includesOpenRuns: Bool) {
        self.keep = keep
        self.since = since
        self.includesOpenRuns = includesOpenRuns
    }

    /// The statuses of runs that may go.
    var statuses: [RunStatus] {
        includesOpenRuns ? RunStatus.allCases : RunStatus.allCases.filter(\.isEnded)
    }
}

/// What pruning took out of the journal.
public struct PrunedRuns: Hashable, Sendable {
    /// The runs; their logs can go.
    public var runs: [RunID] = []
    /// How many events they had.
    public var events = 0
    /// How many bundles of sources no other run has.
    public var sources = 0
}

/// The room a journal takes.
public struct JournalSize: Hashable, Sendable {
    /// Bytes of the database file.
    public let total: Int64
    /// Bytes of it that hold nothing and are used for what comes next.
    public let free: Int64
}
