/// A backup, a check or a listing that failed, with a code a program can act on and a message a person can act on.
///
/// No field ever holds a password: tool output is cleaned and masked before it becomes part of a message.
public struct BackupError: Error, Sendable, Hashable {
    /// What went wrong, as a stable code.
    public let code: Code
    /// What was being done.
    public let stage: Stage
    /// One or two sentences that name what was wrong.
    public let message: String
    /// What the reader can do about it.
    public let hint: String?
    /// Exit status of the tool that failed, when a tool ended by itself.
    public let exitStatus: Int32?
    /// Bytes received from the database before the failure.
    public let bytes: Int64?

    /// Creates an error.
    /// - Parameters:
    ///   - code: the stable code.
    ///   - stage: what was being done.
    ///   - message: sentences that name what was wrong.
    ///   - hint: what to do about it.
    ///   - exitStatus: exit status of the failed tool.
    ///   - bytes: bytes received before the failure.
    public init(
        _ code: Code, stage: Stage, _ message: String, hint: String? = nil,
        exitStatus: Int32? = nil, bytes: Int64? = nil
    ) {
        self.code = code
        self.stage = stage
        self.message = message
        self.hint = hint
        self.exitStatus = exitStatus
        self.bytes = bytes
    }

    /// What a backup was doing when it failed.
    public enum Stage: String, Sendable, Hashable, Codable {
        /// Opening the destination, taking the lock, removing leftovers.
        case prepare
        /// Finding tools and asking the server who it is.
        case preflight
        /// Copying the data.
        case dump
        /// Reading the copy back.
        case check
        /// Writing the manifest and renaming the stage.
        case publish
        /// Listing, finding or verifying earlier backups.
        case inspect
        /// Removing backups that retention no longer keeps.
        case retention
    }
}

extension BackupError: CustomStringConvertible {
    /// Code, stage, message and hint on one line.
    public var description: String {
        let base = "backup.\(code.rawValue) (\(stage.rawValue)): \(message)"
        return hint.map { "\(base) — \($0)" } ?? base
    }
}
