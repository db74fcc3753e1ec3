/// One file of a backup, as the manifest describes it.
public struct StoredFile: Sendable, Hashable, Codable {
    /// Name inside the backup's directory.
    public let name: String
    /// Size in bytes.
    public let bytes: Int64
    /// SHA-256 of the bytes as stored, 64 lower-case hexadecimal digits.
    public let sha256: String

    /// Describes a file.
    public init(name: String, bytes: Int64, sha256: String) {
        self.name = name
        self.bytes = bytes
        self.sha256 = sha256
    }
}
