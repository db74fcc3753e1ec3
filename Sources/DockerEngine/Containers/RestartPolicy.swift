/// What the engine does when a container's process ends.
public enum RestartPolicy: Sendable, Hashable {
    /// Nothing.
    case never
    /// Starts it again, also when the engine starts.
    case always
    /// Starts it again unless somebody stopped it.
    case unlessStopped
    /// Starts it again after a failure, at most this often; nil for no limit.
    case onFailure(limit: Int?)
}
