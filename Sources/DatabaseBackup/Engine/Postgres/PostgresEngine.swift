/// Backs up one PostgreSQL database with the server's own tools.
struct PostgresEngine: BackupEngine {
    let source: PostgresSource
    let context: EngineContext

    func prepare() async throws -> any PreparedSource {
        try source.validate()
        let directories = try PostgresTools.directories(for: source)
        let session = try await PostgresSession(source: source, context: context)
        let answer = try await ask(session, toolsIn: directories[0])
        let tools = try await PostgresTools.choose(for: answer.version, among: directories, session: session)
        try answer.requireComplete(database: source.database, user: source.user)
        if answer.isEncrypted == false, source.isRemote {
            context.observer.log(
                "the connection to \(source.place) is not encrypted; sslmode = \"require\" would insist on it")
        }
        return PreparedPostgres(session: session, tools: tools, answer: answer)
    }

    private func ask(_ session: PostgresSession, toolsIn directory: String) async throws -> PostgresFacts {
        // Without ON_ERROR_STOP the last statement alone decides the exit code.
        var question = session.connecting(
            "psql", in: directory,
            [
                "--no-psqlrc", "--no-align", "--tuples-only", "--quiet",
                "--command=\(PostgresQuery.identity)", "--command=\(PostgresQuery.facts)",
            ])
        question.command.environment["PGCLIENTENCODING"] = "UTF8"
        question.stall = context.limits.stall
        let (result, output) = try await question.collect()
        guard result.succeeded else { throw PostgresDiagnosis.connectionFailure(result, source: source) }
        return try PostgresFacts(output: output)
    }
}

extension PostgresSource {
    /// Whether what is sent leaves this machine.
    fileprivate var isRemote: Bool {
        guard case .tcp(let host, _) = server else { return false }
        return host != "localhost" && host != "::1" && !host.hasPrefix("127.")
    }
}
