public import Foundation

/// The contents of `manifest.json`: written last, so a directory that has one is a complete backup.
public struct BackupManifest: Sendable, Hashable, Codable {
    /// Name of the file inside the backup's directory.
    public static let fileName = "manifest.json"
    /// The format this module writes, and the newest it reads.
    public static let currentVersion = 1

    /// Format of the manifest.
    public let version: Int
    /// Name of the backup and of its directory.
    public let id: String
    /// The stable target identifier the backup belongs to.
    public let target: String
    /// `postgres` or `sqlite`.
    public let engine: String
    /// Database name, or the absolute path of an SQLite file.
    public let database: String
    /// When the backup was started, UTC.
    public let createdAt: Date
    /// Whole duration in seconds.
    public let seconds: Double
    /// The files, in the order they were written.
    public let files: [StoredFile]
    /// How the files are laid out: `pg_custom` (`pg_dump -Fc`) or `sqlite_file`.
    public let format: String
    /// Compression inside the files: `default`, `none` or `gzip:<level>`.
    public let compression: String
    /// Which database this is a backup of; nil in manifests of versions that did not say.
    public let origin: BackupOrigin?
    /// What the server said about itself and the database.
    public let source: SourceFacts
    /// Version line of the client tool or library that made the copy.
    public let clientVersion: String
    /// How the copy was checked.
    public let verification: Verification
    /// The caller's idempotency token.
    public let token: String?
    /// A note by the caller.
    public let label: String?

    /// Sum of the files' sizes, in bytes.
    public var bytes: Int64 {
        files.reduce(0) { sum, file in
            let (total, isTooLarge) = sum.addingReportingOverflow(file.bytes)
            return isTooLarge ? .max : total
        }
    }

    enum CodingKeys: String, CodingKey {
        case version = "manifest_version"
        case id, target, engine, database
        case createdAt = "created_at"
        case seconds, files, format, compression, origin, source
        case clientVersion = "client_version"
        case verification, token, label
    }
}
