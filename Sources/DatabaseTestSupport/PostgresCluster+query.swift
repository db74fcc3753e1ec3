extension PostgresCluster {
    /// Runs SQL as the superuser with `psql`.
    /// - Returns: the rows, columns separated by `|`.
    /// - Throws: `ClusterError` with what `psql` printed.
    @discardableResult
    public func query(_ sql: String, database: String = "postgres") async throws -> [String] {
        let output = try await client(
            "psql", ["-w", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", name(database), "-c", sql])
        return output.split(separator: "\n").map(String.init)
    }

    /// Creates a database and runs SQL in it.
    public func makeDatabase(_ database: String, _ sql: String = "SELECT 1") async throws {
        try await query("CREATE DATABASE \"\(Self.escape(database, "\"", with: "\""))\" TEMPLATE template0")
        try await query(sql, database: database)
    }

    /// Restores an archive of `pg_dump -Fc` into a database that exists and is empty.
    public func restore(_ archive: String, into database: String) async throws {
        try await client(
            "pg_restore", ["-w", "--exit-on-error", "--single-transaction", "-d", name(database), archive])
    }

    /// Runs a client tool of this cluster's version as the superuser.
    /// - Returns: what it printed.
    @discardableResult
    public func client(_ tool: String, _ arguments: [String]) async throws -> String {
        let environment = [
            "PGHOST": socketDirectory, "PGPORT": String(port), "PGUSER": Self.superuser, "PGPASSWORD": password,
            "LC_ALL": "C",
        ]
        return try await ClusterTool(directory: toolDirectory, environment: environment, account: nil)
            .run(tool, arguments)
    }

    /// A connection string that takes the name literally, whatever characters it holds.
    private func name(_ database: String) -> String {
        "dbname='\(Self.escape(database, "'", "\\", with: "\\"))'"
    }

    /// Puts a scalar before each of some scalars; a quote with a combining mark is still a quote.
    private static func escape(_ text: String, _ specials: Unicode.Scalar..., with mark: Unicode.Scalar) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            if specials.contains(scalar) { escaped.unicodeScalars.append(mark) }
            escaped.unicodeScalars.append(scalar)
        }
        return escaped
    }
}
