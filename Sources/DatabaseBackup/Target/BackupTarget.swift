/// A database that is backed up under a stable name.
public struct BackupTarget: Sendable {
    /// The stable identifier: lock, retention and lookup go by it, never by a prefix of it.
    /// 1 to 64 letters, digits, `.`, `_` or `-`.
    public let id: String
    /// Where the data is.
    package let source: any DatabaseSource

    /// Names a database.
    /// - Parameters:
    ///   - id: the stable identifier.
    ///   - source: where the data is.
    package init(id: String, source: any DatabaseSource) {
        self.id = id
        self.source = source
    }

    /// Names a database after itself: by the name on its server, or that of its file without the extension. Two
    /// databases may come by one name so; what is kept of each is distinguished by where they are.
    package init(_ source: any DatabaseSource) {
        self.init(id: source.usualTarget, source: source)
    }

    /// Whether a text may be the identifier of a target.
    public static func isIdentifier(_ text: String) -> Bool { TargetName.isAcceptable(text) }
}
