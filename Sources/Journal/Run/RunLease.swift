/// The right to write to a run: a fencing number that a later holder outdates.
public struct RunLease: Hashable, Sendable {
    /// The run.
    public let run: RunID
    /// The number of the run in its store.
    public let row: Int64
    /// The fencing number.
    public let fence: Int64
    /// Where the run stood when it was taken.
    public let previous: RunStatus
    /// Why it stood there.
    public let previousSummary: String?
    /// When it would have been due.
    public let previousWake: Timestamp?
    /// When it was taken.
    public let acquiredAt: Timestamp
    /// Whether the second record of the run is gone by which a journal that went back is found.
    public let hasLostTrail: Bool

    /// Makes a lease. Only a store does: what others make counts nowhere.
    public init(
        run: RunID, row: Int64, fence: Int64, previous: RunStatus = .running, previousSummary: String? = nil,
        previousWake: Timestamp? = nil, acquiredAt: Timestamp = .now, hasLostTrail: Bool = false
    ) {
        self.run = run
        self.row = row
        self.fence = fence
        self.previous = previous
        self.previousSummary = previousSummary
        self.previousWake = previousWake
        self.acquiredAt = acquiredAt
        self.hasLostTrail = hasLostTrail
    }

    /// When a run wakes that is released as it was. An answer wakes a run that is parked, which this one was not
    /// meanwhile.
    /// - Parameter records: the requests of the run.
    public func wakeWhenUnchanged(_ records: [ApprovalRecord], now: Timestamp) -> Timestamp? {
        let isAnswered = records.contains { record in record.decidedAt.map { $0 >= acquiredAt } ?? false }
        return previous == .parked && isAnswered ? now : previousWake
    }
}
