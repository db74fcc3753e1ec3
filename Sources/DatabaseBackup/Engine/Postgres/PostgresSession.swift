/// What the tools of one backup share: the private directory with the password file, the connection string, and
/// where error output goes. The password file goes when the session goes.
final class PostgresSession: Sendable {
    let source: PostgresSource
    let context: EngineContext
    private let runtime: RuntimeDirectory
    private let environment: [String: String]
    private let password: String?

    init(source: PostgresSource, context: EngineContext) async throws {
        var source = source
        source.tls = try source.tls.completed()
        self.source = source
        self.context = context
        password = try await source.password.read()
        runtime = try RuntimeDirectory(in: context.runtimeParent)
        var environment = ["HOME": runtime.path]
        if let password {
            environment["PGPASSFILE"] = try runtime.write(PasswordFile.contents(password: password), to: "pgpass")
        }
        self.environment = environment
    }

    /// A connecting tool of the given directory.
    /// - Parameter isEncrypted: whether the server has spoken TLS before.
    func connecting(
        _ tool: String, in directory: String, _ arguments: [String], isEncrypted: Bool = false
    ) -> ToolProcess {
        let connection = ConnectionString(
            source, connectTimeout: context.limits.connect, isEncrypted: isEncrypted
        ).description
        return process(tool, in: directory, ["--no-password", "--dbname=\(connection)"] + arguments)
    }

    func process(_ tool: String, in directory: String, _ arguments: [String]) -> ToolProcess {
        ToolProcess(
            command: ToolCommand(tool: tool, directory: directory, arguments: arguments, environment: environment),
            diagnostics: DiagnosticOutput(
                masking: password, mask: context.observer.mask, log: context.observer.log))
    }
}
