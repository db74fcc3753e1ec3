/// Finds the code for what a PostgreSQL client printed. Clients run with `LC_ALL=C`; a server may still answer in its
/// own language, so what is not recognised keeps the general code and the message as it came.
enum PostgresDiagnosis {
    private static let connection: [(code: BackupError.Code, phrases: [String], hint: String)] = [
        (
            .tls, ["does not support SSL"],
            "TLS is demanded by sslmode, and the server has none: turn it on there (ssl = on), or do not demand it"
        ),
        (
            .tls, ["does not match host name", "server certificate for"],
            "name the server as its certificate does, or request less with sslmode = \"verify-ca\""
        ),
        (
            .tls, ["certificate verify failed", "root certificate file", "weak sslmode"],
            "sslrootcert names the file of the authority that has signed the server's certificate; \"system\" are those of this machine"
        ),
        (
            .tls, ["private key file", "certificate file"],
            "sslcert and sslkey name a certificate and its key; the key is for its owner alone (chmod 600)"
        ),
        (
            .tls,
            ["SSL error", "SSL SYSCALL", "certificate required", "connection requires a valid client certificate"],
            "sslmode says how the connection is secured, sslcert and sslkey who asks"
        ),
        (
            .tls, ["no encryption"], "the server takes this user by TLS only: sslmode = \"require\""
        ),
        (
            .auth,
            [
                "password authentication failed", "no password supplied", "authentication failed",
                "no pg_hba.conf entry",
            ],
            "check the user and the password, and the server's pg_hba.conf"
        ),
        (.auth, ["role \"", "\" does not exist"], "check the user name"),
        (.notFound, ["database \"", "\" does not exist"], "check the database name"),
        (.privileges, ["permission denied for database"], "grant CONNECT on the database"),
        (
            .unreachable,
            [
                "Connection refused", "could not translate host name", "No such file or directory", "timeout expired",
                "Network is unreachable", "No route to host", "Connection timed out", "starting up", "shutting down",
                "too many clients", "remaining connection slots", "server closed the connection",
            ],
            "check that the server runs and listens there"
        ),
    ]

    /// For a client that could not connect.
    static func connectionFailure(_ result: ToolResult, source: PostgresSource) -> BackupError {
        let text = result.diagnostics.joined(separator: "\n")
        let found = recognise(text)
        return BackupError(
            found.code, stage: .preflight, "\(source.place): \(result.reason)", hint: found.hint,
            exitStatus: result.status)
    }

    private static func recognise(_ text: String) -> (code: BackupError.Code, hint: String?) {
        for entry in connection {
            // Names stand between the two halves of "… does not exist".
            let isSplit = entry.phrases.last == "\" does not exist"
            let matches =
                isSplit ? entry.phrases.allSatisfy(text.contains) : entry.phrases.contains(where: text.contains)
            if matches { return (entry.code, entry.hint) }
        }
        return (.dumpFailed, nil)
    }

    /// How a user comes to read everything but large objects; the role for it is there since version 14.
    static func readAll(_ server: PostgresVersion) -> String {
        server.major >= 14
            ? "grant pg_read_all_data to this user"
            : "grant this user usage on the schemas, and select on all that is in them"
    }

    /// For a dump that ended with an error.
    static func dumpFailure(_ result: ToolResult, source: PostgresSource, server: PostgresVersion) -> BackupError {
        let text = result.diagnostics.joined(separator: "\n")
        let (code, hint): (BackupError.Code, String?) =
            if text.contains("server version mismatch") {
                (.versionMismatch, "use client tools of the server's version")
            } else if text.contains("permission denied for large object") {
                (
                    .privileges,
                    "no role may read every large object: back up as their owner or a superuser, grant select on large object "
                        + "to this user for each, or set lo_compat_privileges = on for it"
                )
            } else if text.contains("row-level security") {
                (.privileges, "give this user BYPASSRLS, or back up as the tables' owner")
            } else if text.contains("permission denied") {
                (.privileges, readAll(server))
            } else if text.contains("lock timeout") || text.contains("statement timeout") {
                (.timeout, "another session holds a lock; end it or raise the lock limit")
            } else {
                (.dumpFailed, nil)
            }
        return BackupError(
            code, stage: .dump, "pg_dump of \(source.place) failed: \(result.reason)", hint: hint,
            exitStatus: result.status, bytes: result.bytes)
    }
}

extension PostgresSource {
    /// The database and where it is, for messages.
    var place: String {
        let (host, port) = server.address
        return PrintableText.line("database '\(database)' at \(host):\(port)")
    }
}
