public import Journal

/// How a run is that a process should resume.
public struct RunLiveness: Encodable, Sendable {
    /// How the process is that has it.
    public enum Process: String, Encodable, Sendable {
        /// It is at work.
        case running
        /// Somebody has stopped it.
        case stopped
        /// It is not there any more.
        case dead
    }

    /// How the process is.
    public let process: Process
    /// Its number, where it is known.
    public let pid: Int32?

    /// Looks at a run; `nil` for one that no process should have.
    /// - Parameter hasLiveOwner: whether a living process holds the run.
    public init?(_ run: RunRecord, hasLiveOwner: Bool) {
        guard run.status == .running || hasLiveOwner else { return nil }
        let owner = run.owner.flatMap { OwnerProcess($0) }
        pid = owner?.number
        process = !hasLiveOwner ? .dead : owner?.state == .stopped ? .stopped : .running
    }

    /// The status as people read it.
    public func text(of status: RunStatus) -> String {
        switch process {
        case .running: status.rawValue
        case .stopped: "stopped"
        case .dead: "interrupted"
        }
    }
}

extension RunRecord {
    /// The process that executes the run, where it is stopped, and what to do about it.
    public var stoppedProcess: String? {
        guard let process = owner.flatMap({ OwnerProcess($0) }), process.state == .stopped else { return nil }
        return
            "process \(process.number), which executes the run, is stopped: `kill -CONT \(process.number)` lets it go on"
    }
}
