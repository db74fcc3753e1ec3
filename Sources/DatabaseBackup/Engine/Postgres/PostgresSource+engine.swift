extension PostgresSource: DatabaseSource {
    /// The kind's name in manifests.
    package static let engine = "postgres"

    /// The database's name.
    package var usualTarget: String { TargetName.made(of: database, fallback: Self.engine) }

    /// Server and database. Names of machines are the same in capitals.
    package var origin: BackupOrigin {
        let address =
            switch server {
            case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host.lowercased()):\(port)"
            case .socket(let directory, let port): "\(SystemPath.real(directory)):\(port)"
            }
        return BackupOrigin(address: address, database: database, system: nil)
    }

    /// The server's own tools.
    package func engine(in context: EngineContext) -> any BackupEngine {
        PostgresEngine(source: self, context: context)
    }

    /// `pg_restore`, which reads an archive without a server.
    package static func reader(
        toolDirectory: String?, log: @escaping @Sendable (String) -> Void
    ) throws(BackupError) -> any CopyReader {
        guard let directory = ToolDirectories(override: toolDirectory).first(holding: ["pg_restore"]) else {
            throw BackupError(.toolMissing, stage: .inspect, "pg_restore was not found, so no archive can be read")
        }
        return PostgresArchiveReader(toolDirectory: directory, log: log)
    }
}
