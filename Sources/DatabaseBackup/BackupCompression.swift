/// How `pg_dump` compresses the data inside its archive.
public enum BackupCompression: Sendable, Hashable, CustomStringConvertible {
    /// What `pg_dump -Fc` does by itself (gzip).
    case standard
    /// Not at all.
    case none
    /// gzip, level 1 (fast) to 9 (small).
    case gzip(level: Int)

    /// The form written to the manifest.
    public var description: String {
        switch self {
        case .standard: "default"
        case .none: "none"
        case .gzip(let level): "gzip:\(level)"
        }
    }
}
