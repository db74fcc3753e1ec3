/// How to reach one database of a PostgreSQL server.
public struct PostgresSource: Sendable {
    /// Where the server listens.
    public enum Server: Sendable, Hashable {
        /// A host name or address and a TCP port.
        case tcp(host: String, port: UInt16)
        /// The directory of the server's Unix socket, and the port number in the socket's name.
        case socket(directory: String, port: UInt16)
    }

    /// libpq's `sslmode`: https://www.postgresql.org/docs/current/libpq-ssl.html
    public enum TLSMode: String, Sendable, Hashable {
        /// Never encrypt.
        case disable
        /// Encrypt when the server can; the default of libpq.
        case prefer
        /// Encrypt or fail; the server is not authenticated.
        case require
        /// The certificate must be signed by the given authority.
        case verifyAuthority = "verify-ca"
        /// And must name the host.
        case verifyFull = "verify-full"
    }

    /// Where the server listens.
    public var server: Server
    /// Database name; always data, whatever characters it holds.
    public var database: String
    /// The role to connect as.
    public var user: String
    /// Where the password comes from.
    public var password: PasswordSource
    /// Whether the connection is encrypted.
    public var tls: TLSMode
    /// Absolute path of the authority's certificates, for the two verifying modes.
    public var tlsRootCertificate: String?
    /// Absolute path of the directory that holds `psql`, `pg_dump` and `pg_restore`; nil searches the usual places.
    public var toolDirectory: String?

    /// Describes a database.
    public init(
        server: Server, database: String, user: String, password: PasswordSource = .none, tls: TLSMode = .prefer,
        tlsRootCertificate: String? = nil, toolDirectory: String? = nil
    ) {
        self.server = server
        self.database = database
        self.user = user
        self.password = password
        self.tls = tls
        self.tlsRootCertificate = tlsRootCertificate
        self.toolDirectory = toolDirectory
    }
}
