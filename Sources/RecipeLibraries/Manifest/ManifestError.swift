public import LuaSyntax

/// What is wrong with a manifest, all of it.
public struct ManifestError: Error, Sendable {
    /// One problem and its place.
    public struct Problem: Hashable, Sendable {
        /// The bytes at fault.
        public let span: SourceSpan
        /// What is wrong.
        public let message: String
        /// What to do.
        public let hint: String?
        /// The names among which the one that was written may have been meant.
        public let candidates: [String]
    }

    /// The manifest.
    public let source: LuaSource
    /// The problems in the order of their places; at least one.
    public let problems: [Problem]
}
