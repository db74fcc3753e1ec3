/// Closures that hear of a backup while it runs. They are called from the task that copies, which waits for them:
/// a slow observer slows the backup down and loses nothing.
public struct BackupObserver: Sendable {
    /// Receives the bytes copied so far.
    public var progress: @Sendable (_ bytes: Int64) -> Void
    /// Receives one line of a tool's error output or a note by the backup itself; control characters and passwords
    /// are taken out.
    public var log: @Sendable (_ line: String) -> Void
    /// Takes out of a line what nobody may read, before the line is cut.
    public var mask: @Sendable (_ line: String) -> String

    /// Creates an observer.
    public init(
        progress: @escaping @Sendable (_ bytes: Int64) -> Void = { _ in },
        log: @escaping @Sendable (_ line: String) -> Void = { _ in },
        mask: @escaping @Sendable (_ line: String) -> String = { $0 }
    ) {
        self.progress = progress
        self.log = log
        self.mask = mask
    }
}
