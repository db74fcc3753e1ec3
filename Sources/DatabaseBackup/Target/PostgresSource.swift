/// How to reach one database of a PostgreSQL server.
public struct PostgresSource: Sendable {
    /// Where the server listens.
    public enum Server: Sendable, Hashable {
        /// A host name or address and a TCP port.
        case tcp(host: String, port: UInt16)
        /// The directory of the server's Unix socket, and the port number in the socket's name.
        case socket(directory: String, port: UInt16)
    }

    /// Where the server listens.
    public var server: Server
    /// Database name; always data, whatever characters it holds.
    public var database: String
    /// The role to connect as.
    public var user: String
    /// Where the password comes from.
    public var password: PasswordSource
    /// How the connection is secured; what is not said is as libpq's variables and files say.
    public var tls: PostgresTLS
    /// Absolute path of the directory that holds `psql`, `pg_dump` and `pg_restore`; nil searches the usual places.
    public var toolDirectory: String?

    /// Describes a database.
    public init(
        server: Server, database: String, user: String, password: PasswordSource = .none,
        tls: PostgresTLS = PostgresTLS(), toolDirectory: String? = nil
    ) {
        self.server = server
        self.database = database
        self.user = user
        self.password = password
        self.tls = tls
        self.toolDirectory = toolDirectory
    }
}
