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

    /// Describes a check.
    public init(level: Level, counts: [String: Int]) {
        self.level = level
        self.counts = counts
    }
}
