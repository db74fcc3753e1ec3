// A run has a claim to each lock that it took and has not released; of all claims to one name at most one is held. A
// run that loses its lock, since it died or parked without it, keeps its claim: whoever takes the run up again has to
// get the lock back first.

extension LockRecord {
    /// Whether the run that holds the lock is alive, or waits with it.
    /// - Parameter isAlive: whether a living process executes the run.
    public func isInForce(isAlive: () throws -> Bool) rethrows -> Bool {
        switch status {
        case .parked, .needsAttention: true
        case .running: try isAlive()
        case .done, .failed, .cancelled, .abandoned: false
        }
    }

    /// What comes of requesting a lock that is held; `nil` where it can be taken away.
    /// - Parameter run: the run that asks.
    public func outcome(
        of request: LockRequest, by run: RunID, isAlive: () throws -> Bool
    ) rethrows -> LockOutcome? {
        guard run != self.run else { return request.path == self.request.path ? .held : .busy(self) }
        return try isInForce(isAlive: isAlive) ? .busy(self) : nil
    }
}

/// What becomes of a run's locks when a process gives the run up.
public enum LockSettlement: Hashable, Sendable {
    /// The claims go.
    case forgotten
    /// The claims stay, and others may have the locks.
    case lost
    /// As `lost`, and the run waits with those that it keeps while it is parked.
    case lostUnlessKept
    /// The run has them on.
    case held
}

extension RunStatus {
    /// What becomes of the locks of a run that is given up with this status.
    public var lockSettlement: LockSettlement {
        switch self {
        case .done, .cancelled, .abandoned: .forgotten
        case .failed, .running: .lost
        case .parked: .lostUnlessKept
        case .needsAttention: .held
        }
    }
}
