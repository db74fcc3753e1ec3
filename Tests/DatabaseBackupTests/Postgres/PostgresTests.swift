import DatabaseBackup
import DatabaseTestSupport
import Testing

/// Everything that needs a server shares one; it is started for this suite and removed after it.
@Suite(.postgresCluster, .serialized, .timeLimit(.minutes(20)))
struct PostgresTests {
    /// A source as the superuser over the socket.
    static func source(_ database: String, toolDirectory: String? = nil) throws -> PostgresSource {
        let cluster = try #require(PostgresClusterTrait.cluster)
        return PostgresSource(
            server: .socket(directory: cluster.socketDirectory, port: cluster.port), database: database,
            user: PostgresCluster.superuser, password: .value(cluster.password),
            toolDirectory: toolDirectory ?? cluster.toolDirectory)
    }

    static func cluster() throws -> PostgresCluster {
        try #require(PostgresClusterTrait.cluster)
    }

    /// About 12 MB of text that `pg_dump` has to stream.
    static let largeTable = """
        CREATE TABLE large AS SELECT i, repeat(md5(i::text), 30) AS text FROM generate_series(1, 12000) i
        """
}

extension BackupRequest {
    /// A request for a PostgreSQL source without compression, so that bytes flow as they are read.
    static func postgres(_ source: PostgresSource, into destination: String, id: String = "app") -> BackupRequest {
        BackupRequest(
            target: BackupTarget(id: id, source: source), destination: destination, compression: .none)
    }
}
