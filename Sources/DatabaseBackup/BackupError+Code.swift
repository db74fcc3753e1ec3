extension BackupError {
    /// The stable codes for what can go wrong; they are part of the public contract.
    public enum Code: String, Sendable, Hashable, Codable, CaseIterable {
        /// Another backup of the same target into the same destination is running.
        case busy
        /// The destination has less free space than the backup is expected to need; nothing was started.
        case noSpace = "no_space"
        /// A client tool is not installed where it was looked for.
        case toolMissing = "tool_missing"
        /// The client tools are older than the server.
        case versionMismatch = "version_mismatch"
        /// The server rejected the user or the password.
        case auth
        /// The connection cannot be secured as demanded.
        case tls
        /// No server answered.
        case unreachable
        /// The database, file, destination or backup does not exist.
        case notFound = "not_found"
        /// The user may not read everything that has to be copied.
        case privileges
        /// The tool succeeded and delivered nothing.
        case empty
        /// The copy ends before its end.
        case truncated
        /// The tool failed.
        case dumpFailed = "dump_failed"
        /// No byte arrived for the stall limit.
        case stalled
        /// The total or the lock limit passed.
        case timeout
        /// The task was cancelled.
        case cancelled
        /// The file system filled up while writing.
        case diskFull = "disk_full"
        /// A system call failed.
        case io
        /// The copy does not hold what it has to hold.
        case verifyFailed = "verify_failed"
        /// The request cannot be carried out as written (a name, a path or a limit is not acceptable).
        case invalidRequest = "invalid_request"
    }
}
