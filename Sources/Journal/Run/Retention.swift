/// Which runs are kept. A run stays when any rule keeps it.
public struct RetentionRule: Hashable, Sendable {
    /// How many of the newest runs of each recipe and environment are kept.
    public let keep: Int?
    /// Runs that began at this moment or later are kept.
    public let since: Timestamp?
    /// Whether runs may go that could still be resumed: parked, failed, interrupted, in need of attention.
    public let includesOpenRuns: Bool

    /// Makes a rule; one that says neither how many nor since when keeps no ended run.
    public init(keep: Int?, since: Timestamp?, includesOpenRuns: Bool) {
        self.keep = keep
        self.since = since
        self.includesOpenRuns = includesOpenRuns
    }

}

/// Goes through the runs of a journal, the newest first, and shows which of them a rule does not keep.
///
/// Those that a living process executes are not its to know: a store leaves them out.
public struct RetentionSieve: Sendable {
    private struct Group: Hashable {
        let recipe: String
        let environment: String?
    }

    private let rule: RetentionRule
    private var counts: [Group: Int] = [:]

    /// Begins with no run.
    public init(_ rule: RetentionRule) { self.rule = rule }

    /// Takes the next run.
    /// - Returns: whether it may go.
    public mutating func removes(
        recipe: String, environment: String?, status: RunStatus, createdAt: Timestamp
    ) -> Bool {
        let group = Group(recipe: recipe, environment: environment)
        let place = counts[group, default: 0] + 1
        counts[group] = place
        guard rule.includesOpenRuns || status.isEnded else { return false }
        return place > rule.keep ?? 0 && createdAt < rule.since ?? Timestamp(milliseconds: .max)
    }
}

extension RunRecord {
    /// Whether nobody has taken the run up or changed it since it was found to go.
    public func isUnchanged(since found: RunRecord) -> Bool { status == found.status && fence == found.fence }
}

/// What pruning took out of the journal.
public struct PrunedRuns: Hashable, Sendable {
    /// The runs; their logs can go.
    public var runs: [RunID] = []
    /// How many events they had.
    public var events = 0
    /// How many bundles of sources no other run has.
    public var sources = 0

    /// Nothing yet.
    public init() {}

    /// Adds what else was taken out.
    public mutating func add(_ other: PrunedRuns) {
        runs += other.runs
        events += other.events
        sources += other.sources
    }
}

/// The room a journal takes.
public struct JournalSize: Hashable, Sendable {
    /// Bytes of the database file.
    public let total: Int64
    /// Bytes of it that hold nothing and are used for what comes next.
    public let free: Int64

    /// Makes a size.
    public init(total: Int64, free: Int64) { (self.total, self.free) = (total, free) }
}
