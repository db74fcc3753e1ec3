/// A database that can be backed up: where it is, and how a copy of its kind is made and read.
///
/// A new kind of database is a type that conforms to this, and a place in ``DatabaseSources/all``.
package protocol DatabaseSource: Sendable {
    /// The kind's name in manifests, such as `postgres`. Manifests are kept: it never changes.
    static var engine: String { get }
    /// What the backups are called where nobody has given them a name.
    var usualTarget: String { get }
    /// Where the database is, before anybody has asked it.
    var origin: BackupOrigin { get }
    /// What makes a copy.
    func engine(in context: EngineContext) -> any BackupEngine
    /// What reads a copy that is kept; it needs no server.
    /// - Parameters:
    ///   - toolDirectory: absolute path of the directory with the database's client tools; nil searches for them.
    ///   - log: receives what the tools say.
    /// - Throws: `BackupError` `tool_missing`.
    static func reader(
        toolDirectory: String?, log: @escaping @Sendable (String) -> Void
    ) throws(BackupError) -> any CopyReader
}

/// The kinds of databases there are.
package enum DatabaseSources {
    /// All of them.
    package static let all: [any DatabaseSource.Type] = [SQLiteSource.self, PostgresSource.self]
}
