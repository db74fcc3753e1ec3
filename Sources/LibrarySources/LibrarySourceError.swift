/// Why a library could not be had.
public struct LibrarySourceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure.
    public enum Kind: Hashable, Sendable {
        /// The source did not answer.
        case unreachable
        /// It has no such version.
        case noVersion
        /// What came is no library.
        case refused
        /// It is not what it was when it was locked.
        case moved
    }

    /// The kind of failure.
    public let kind: Kind
    /// What was wrong.
    public let description: String
    /// What to do.
    public let hint: String?

    init(_ kind: Kind, _ description: String, hint: String? = nil) {
        self.kind = kind
        self.description = description
        self.hint = hint
    }
}
