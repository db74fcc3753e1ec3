public import RecipeLibraries

/// Why a library could not be had.
public struct LibrarySourceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure.
    public enum Kind: Hashable, Sendable {
        /// The source did not answer.
        case unreachable
        /// It has no such version.
        case noVersion
        /// It has that version no more.
        case gone
        /// What came is no library.
        case rejected
        /// It is not what it was when it was locked.
        case moved
        /// It is not signed by whom it should be, or too young.
        case untrusted
        /// It cannot be written here.
        case unwritable
    }

    /// The kind of failure.
    public let kind: Kind
    /// What was wrong.
    public let description: String
    /// What to do.
    public let hint: String?
    /// Where the library was to come from, as far as one is to blame.
    public internal(set) var source: LibrarySource?

    /// Makes an error.
    public init(_ kind: Kind, _ description: String, hint: String? = nil) {
        self.kind = kind
        self.description = description
        self.hint = hint
    }
}
