/// Everything one backup needs to know.
public struct BackupRequest: Sendable {
    /// What to back up.
    public var target: BackupTarget
    /// Absolute path of the directory that receives the backup; it is created (0700) when only its last part is
    /// missing, and must not be a symbolic link.
    public var destination: String
    /// The caller's idempotency token, kept in the manifest so that ``BackupStore/findBackup(target:token:since:)`` can
    /// find the backup after a crash.
    public var token: String?
    /// Compression of a PostgreSQL archive; an SQLite copy is never compressed.
    public var compression: BackupCompression
    /// How many verified backups of this target stay, the new one included (at least 1); nil keeps all.
    public var keep: Int?
    /// When to give up.
    public var limits: BackupLimits
    /// Bytes that must be free at the destination before the backup starts.
    public var minimumFree: Int64
    /// A note kept in the manifest.
    public var label: String?

    /// Describes a backup.
    public init(
        target: BackupTarget, destination: String, token: String? = nil, compression: BackupCompression = .standard,
        keep: Int? = nil, limits: BackupLimits = BackupLimits(), minimumFree: Int64 = 0, label: String? = nil
    ) {
        self.target = target
        self.destination = destination
        self.token = token
        self.compression = compression
        self.keep = keep
        self.limits = limits
        self.minimumFree = minimumFree
        self.label = label
    }

    /// Rejects what cannot be carried out, before anything is touched.
    func validate() throws(BackupError) {
        try TargetName.validate(target.id)
        if let keep, keep < 1 {
            throw BackupError(
                .invalidRequest, stage: .prepare, "keep is \(keep)", hint: "at least the new backup has to stay: 1")
        }
        if case .gzip(let level) = compression, !(1...9).contains(level) {
            throw BackupError(.invalidRequest, stage: .prepare, "gzip level is \(level)", hint: "choose 1 to 9")
        }
    }
}
