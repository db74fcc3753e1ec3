/// What ends the wait of a parked run.
public struct WakeCondition: Hashable, Sendable {
    /// The first moment at which a wait ends by itself.
    public let at: Timestamp?
    /// The steps whose requests for approval it waits for.
    public let approvals: [String]

    /// Makes a condition.
    public init(at: Timestamp?, approvals: [String]) {
        self.at = at
        self.approvals = approvals
    }

    /// When a run wakes that is parked now: at once, if a request was decided while the run was on its way there.
    /// - Parameter records: the requests of the run.
    public func moment(_ records: [ApprovalRecord], now: Timestamp) -> Timestamp? {
        let isDecided = approvals.contains { path in
            records.latest { $0.request.path == path }.map { $0.state != .pending } ?? false
        }
        return isDecided ? now : at
    }
}
