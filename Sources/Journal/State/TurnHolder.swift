/// The process that has the turn to write a journal.
public struct TurnHolder: Hashable, Sendable {
    /// The process.
    public let process: Int32
    /// When it began, in the kernel's ticks.
    public let start: UInt64
    /// Since when it has the turn.
    public let since: Timestamp

    /// Makes a holder.
    public init(process: Int32, start: UInt64, since: Timestamp) {
        self.process = process
        self.start = start
        self.since = since
    }

    /// How it is.
    public var state: ProcessState { ProcessState(of: process, begunAt: start) }
}
