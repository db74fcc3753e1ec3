import Foundation

/// An SQLite database file.
public struct SQLiteSource: DatabaseSource {
    /// The kind's name in manifests.
    package static let engine = "sqlite"

    /// Absolute path of the file.
    public let path: String

    /// Names a file.
    /// - Parameter path: absolute path of the file.
    public init(path: String) { self.path = path }

    /// The file's name without its extension.
    package var usualTarget: String {
        TargetName.made(of: URL(filePath: path).deletingPathExtension().lastPathComponent, fallback: Self.engine)
    }

    /// The file's real path.
    package var origin: BackupOrigin { BackupOrigin(address: SystemPath.real(path), database: nil, system: nil) }

    /// SQLite's own backup.
    package func engine(in context: EngineContext) -> any BackupEngine { SQLiteEngine(path: path, context: context) }

    /// SQLite's own checks.
    package static func reader(
        toolDirectory: String?, log: @escaping @Sendable (String) -> Void
    ) -> any CopyReader { SQLiteCopyReader(log: log) }
}
