extension PostgresSource {
    /// The maximum length of a name that a server keeps; it cuts longer ones silently and would open another database.
    /// https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
    private static let maximumNameLength = 63

    func validate() throws(BackupError) {
        try Self.require(database, is: "database name")
        try Self.require(user, is: "user name")
        let address = server.address
        try Self.requireText(address.host, is: "host")
        if case .socket(let directory, _) = server, !directory.hasPrefix("/") {
            throw Self.rejection("socket directory '\(PrintableText.line(directory))' is not an absolute path")
        }
        if case .tcp(let host, _) = server, host.hasPrefix("/") || host.hasPrefix("@") || host.contains(",") {
            throw Self.rejection("host '\(PrintableText.line(host))' is not one host name or address")
        }
        if let toolDirectory, !toolDirectory.hasPrefix("/") {
            throw Self.rejection("tool directory '\(PrintableText.line(toolDirectory))' is not an absolute path")
        }
        for (path, what) in [
            (tls.rootCertificate, "path of the root certificate"), (tls.certificate, "path of the certificate"),
            (tls.key, "path of the key"), (tls.revocations, "path of the list of revoked certificates"),
        ] {
            if let path { try Self.requireText(path, is: what) }
        }
    }

    private static func require(_ name: String, is what: String) throws(BackupError) {
        try requireText(name, is: what)
        guard name.utf8.count <= maximumNameLength else {
            throw rejection("\(what) '\(PrintableText.line(name))' is longer than \(maximumNameLength) bytes")
        }
    }

    private static func requireText(_ text: String, is what: String) throws(BackupError) {
        guard !text.isEmpty, !text.utf8.contains(0) else { throw rejection("\(what) is empty or holds a NUL") }
    }

    private static func rejection(_ message: String) -> BackupError {
        BackupError(.invalidRequest, stage: .prepare, message)
    }
}
