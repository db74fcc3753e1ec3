/// A published backup.
public struct BackupRecord: Sendable, Hashable {
    /// What its manifest says.
    public let manifest: BackupManifest
    /// Absolute path of its directory.
    public let directory: String

    /// Name of the backup.
    public var id: String { manifest.id }

    /// Describes a backup.
    public init(manifest: BackupManifest, directory: String) {
        self.manifest = manifest
        self.directory = directory
    }
}

/// What a finished backup did.
public struct BackupOutcome: Sendable, Hashable {
    /// The new backup.
    public let backup: BackupRecord
    /// Names of the older backups that retention removed.
    public let pruned: [String]

    /// Describes the outcome.
    public init(backup: BackupRecord, pruned: [String]) {
        self.backup = backup
        self.pruned = pruned
    }
}
