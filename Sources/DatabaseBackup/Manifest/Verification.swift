/// How a copy was checked, and what the check counted.
public struct Verification: Sendable, Hashable, Codable {
    /// The depth of a check.
    public enum Level: String, Sendable, Hashable, Codable {
        /// All bytes were read back, hashed, and read through by the engine's own reader.
        case read
    }

    /// How deep the check went.
    public let level: Level
    /// What the check counted in the copy, for example `toc_entries` or `tables`.
    public let counts: [String: Int]
    /// The checks that were made, and of what where that is not all: `integrity_check`, `rows_read: channel`. Nil in
    /// manifests of versions that did not say.
    public let checks: [String]?

    /// Describes a check.
    public init(level: Level, counts: [String: Int], checks: [String]? = nil) {
        self.level = level
        self.counts = counts
        self.checks = checks
    }
}
