import Foundation

/// A database that is backed up under a stable name.
public struct BackupTarget: Sendable {
    /// The stable identifier: lock, retention and lookup go by it, never by a prefix of it.
    /// 1 to 64 letters, digits, `.`, `_` or `-`.
    public let id: String
    /// Where the data is.
    public let source: DatabaseSource

    /// Names a database.
    /// - Parameters:
    ///   - id: the stable identifier.
    ///   - source: where the data is.
    public init(id: String, source: DatabaseSource) {
        self.id = id
        self.source = source
    }

    /// Names a database after itself: by the name on its server, or that of its file without the extension. Two
    /// databases may come by one name so; what is kept of each is distinguished by where they are.
    public init(_ source: DatabaseSource) {
        let id =
            switch source {
            case .sqlite(let path):
                TargetName.made(
                    of: URL(filePath: path).deletingPathExtension().lastPathComponent, fallback: SQLiteEngine.name)
            case .postgres(let server): TargetName.made(of: server.database, fallback: PostgresEngine.name)
            }
        self.init(id: id, source: source)
    }

    /// Whether a text may be the identifier of a target.
    public static func isIdentifier(_ text: String) -> Bool { TargetName.isAcceptable(text) }
}

/// The databases this module can back up.
public enum DatabaseSource: Sendable {
    /// An SQLite database file, by absolute path.
    case sqlite(path: String)
    /// A database of a PostgreSQL server.
    case postgres(PostgresSource)
}
