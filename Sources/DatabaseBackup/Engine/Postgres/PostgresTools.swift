/// A directory of client tools whose version fits the server.
struct PostgresTools: Sendable {
    static let names = ["psql", "pg_dump", "pg_restore"]

    let directory: String
    let version: PostgresVersion

    /// The directories that hold all of the tools, best first.
    static func directories(for source: PostgresSource) throws -> [String] {
        let places = ToolDirectories(override: source.toolDirectory)
        let complete = places.all(holding: names)
        guard complete.isEmpty else { return complete }
        let missing = names.first { places.first(holding: [$0]) == nil } ?? names[0]
        throw BackupError(
            .toolMissing, stage: .preflight,
            "\(missing) was not found in \(places.candidates.joined(separator: ", "))",
            hint: "install PostgreSQL's client tools (Debian: postgresql-client), or name their directory")
    }

    /// Picks the tools of the server's own major version, else the oldest that are newer: a dump made by newer tools
    /// cannot always be restored beside the server it came from, and older tools reject the server.
    static func choose(
        for server: PostgresVersion, among directories: [String], session: PostgresSession
    ) async throws -> PostgresTools {
        var found: [PostgresTools] = []
        for directory in directories {
            let (result, output) = try await session.process("pg_dump", in: directory, ["--version"]).collect()
            guard result.succeeded, let version = PostgresVersion(toolLine: String(decoding: output, as: UTF8.self))
            else { continue }
            if version.major == server.major { return PostgresTools(directory: directory, version: version) }
            found.append(PostgresTools(directory: directory, version: version))
        }
        if let newer = found.filter({ $0.version.major > server.major }).min(by: { $0.version.major < $1.version.major }
        ) {
            return newer
        }
        let installed = found.map { String($0.version.major) }.joined(separator: ", ")
        throw BackupError(
            .versionMismatch, stage: .preflight,
            "the server is PostgreSQL \(server.text), the client tools are version \(installed)",
            hint: "install client tools of version \(server.major), or name their directory")
    }
}
