/// Why a worker that ran no recipe exited: the statuses of `sysexits.h` and two of our own.
public enum WorkerStatus: Int32, Sendable {
    /// The host broke the protocol.
    case protocolViolation = 65
    /// The host's process has gone.
    case orphaned = 69
    /// It could not give up what it does not need.
    case cannotHarden = 70
    /// The system allows it no thread.
    case noThread = 71
    /// The system call filter could not be set.
    case cannotFilter = 72
}
