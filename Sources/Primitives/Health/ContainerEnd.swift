import DockerEngine

/// How a container that was to run has come to an end.
struct ContainerEnd: Hashable, Sendable {
    /// What became of it, to complete a sentence.
    let description: String
    /// What to do.
    var hint: String?

    /// Not every engine says who has killed it.
    static let killed = "137 means that it was killed, as when it needs more memory than it may have"

    /// - Parameters:
    ///   - now: the container as it is; `nil` where it is gone.
    ///   - begin: as it was when it began to be watched; `nil` where every new start of it counts.
    /// - Returns: `nil` while it runs.
    init?(_ now: ContainerInspection?, since begin: ContainerInspection?) {
        guard let now else {
            description = "is gone: somebody has removed it"
            return
        }
        let restarts = now.restartCount - min(begin?.restartCount ?? 0, now.restartCount)
        if now.state.wasOutOfMemory, !now.state.isRunning || restarts > 0 {
            description = "ran out of memory and was killed"
        } else if restarts > 0 {
            description = "ended and was started again \(restarts == 1 ? "once" : "\(restarts) times")"
        } else if now.state.status == .restarting {
            description = "ended with exit code \(now.state.exitCode) and is started again"
        } else if !now.state.isRunning {
            description = "ended with exit code \(now.state.exitCode)"
            if now.state.exitCode == 137 { hint = Self.killed }
            if now.state.exitCode == 0 { hint = "wait = \"exit\" runs what is to come to an end" }
        } else {
            return nil
        }
    }
}
