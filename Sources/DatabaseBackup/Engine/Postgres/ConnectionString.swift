/// A libpq connection string in keyword form. Every value is quoted, so that a database called `host=evil` or
/// `postgres://elsewhere` is a name and nothing else.
/// https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-KEYWORD-VALUE
struct ConnectionString: Sendable, CustomStringConvertible {
    private var parameters: [(name: String, value: String)]

    /// - Parameters:
    ///   - source: whom to connect to; its password is never part of the string.
    ///   - connectTimeout: rounded up to whole seconds.
    ///   - isEncrypted: whether the server has spoken TLS before, which is then insisted on.
    init(_ source: PostgresSource, connectTimeout: Duration, isEncrypted: Bool = false) {
        let (host, port) = source.server.address
        parameters = [
            ("host", host), ("port", String(port)), ("user", source.user), ("dbname", source.database),
            ("connect_timeout", String(max(2, connectTimeout.components.seconds))),
            ("application_name", "moondock"),
        ]
        parameters += source.tls.parameters(isKnown: isEncrypted)
    }

    var description: String {
        parameters.map { "\($0.name)=\(Self.quoted($0.value))" }.joined(separator: " ")
    }

    private static func quoted(_ value: String) -> String {
        "'\(value.escaping("'", "\\"))'"
    }
}

extension PostgresSource.Server {
    var address: (host: String, port: UInt16) {
        switch self {
        case .tcp(let host, let port): (host, port)
        case .socket(let directory, let port): (directory, port)
        }
    }
}
