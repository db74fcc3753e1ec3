import Journal

/// How a run is that a process should resume.
struct RunLiveness: Encodable {
    enum Process: String, Encodable {
        case running
        case stopped
        case dead
    }

    let process: Process
    let pid: Int32?

    /// - Parameter hasLiveOwner: whether a living process holds the run.
    init?(_ run: RunRecord, hasLiveOwner: Bool) {
        guard run.status == .running || hasLiveOwner else { return nil }
        let owner = run.owner.flatMap { OwnerProcess($0) }
        pid = owner?.number
        process = !hasLiveOwner ? .dead : owner?.state == .stopped ? .stopped : .running
    }

    /// The status as people read it.
    func text(of status: RunStatus) -> String {
        switch process {
        case .running: status.rawValue
        case .stopped: "stopped"
        case .dead: "interrupted"
        }
    }
}

extension RunRecord {
    /// The process that executes the run, where it is stopped, and what to do about it.
    var stoppedProcess: String? {
        guard let process = owner.flatMap({ OwnerProcess($0) }), process.state == .stopped else { return nil }
        return
            "process \(process.number), which executes the run, is stopped: `kill -CONT \(process.number)` lets it go on"
    }
}
