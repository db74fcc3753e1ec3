public import Foundation

/// How a connection to a PostgreSQL server is secured, in libpq's own words.
/// https://www.postgresql.org/docs/current/libpq-ssl.html
public struct PostgresTLS: Sendable, Hashable {
    /// libpq's `sslmode`.
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        /// Never encrypt.
        case disable
        /// Encrypt when the server insists.
        case allow
        /// Encrypt when the server can.
        case prefer
        /// Encrypt or fail; the server is not authenticated.
        case require
        /// The certificate must be signed by the given authority.
        case verifyAuthority = "verify-ca"
        /// And must name the host.
        case verifyFull = "verify-full"
    }

    /// Whether the connection is encrypted, and the server authenticated. Nil encrypts when the server can, and insists
    /// on it once the server has.
    public var mode: Mode?
    /// Absolute path of the authority's certificates, or `system` for those this machine trusts.
    public var rootCertificate: String?
    /// Absolute path of the certificate that proves who we are.
    public var certificate: String?
    /// Absolute path of its key.
    public var key: String?
    /// Absolute path of a list of certificates that were revoked.
    public var revocations: String?

    /// Describes the settings; see the properties for their meaning.
    public init(
        mode: Mode? = nil, rootCertificate: String? = nil, certificate: String? = nil, key: String? = nil,
        revocations: String? = nil
    ) {
        self.mode = mode
        self.rootCertificate = rootCertificate
        self.certificate = certificate
        self.key = key
        self.revocations = revocations
    }

    /// What is not said here, taken from libpq's variables (`PGSSLMODE`, `PGSSLROOTCERT`, `PGSSLCERT`, `PGSSLKEY`,
    /// `PGSSLCRL`) and from the files in `~/.postgresql`, as every other client does.
    /// - Throws: `BackupError` `invalid_request` for a mode that there is not.
    public func completed(
        from environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(BackupError) -> PostgresTLS {
        var tls = self
        func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        func file(_ name: String) -> String? {
            let path = (environment["HOME"] ?? NSHomeDirectory()) + "/.postgresql/" + name
            return FileManager.default.fileExists(atPath: path) ? path : nil
        }
        if tls.mode == nil, let word = variable("PGSSLMODE") {
            guard let mode = Mode(rawValue: word) else {
                throw BackupError(
                    .invalidRequest, stage: .prepare, "PGSSLMODE is '\(PrintableText.line(word))'",
                    hint: "it is one of \(Mode.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            tls.mode = mode
        }
        tls.rootCertificate = rootCertificate ?? variable("PGSSLROOTCERT") ?? file("root.crt")
        if certificate == nil, key == nil {
            tls.certificate = variable("PGSSLCERT") ?? file("postgresql.crt")
            tls.key = variable("PGSSLKEY") ?? file("postgresql.key")
        }
        tls.revocations = revocations ?? variable("PGSSLCRL") ?? file("root.crl")
        return tls
    }

    /// The parameters of a connection string.
    /// - Parameter isKnown: whether the server has spoken TLS before.
    func parameters(isKnown: Bool) -> [(name: String, value: String)] {
        // Whoever trusts all of the machine's authorities has to look at the name.
        let usual: Mode = rootCertificate == "system" ? .verifyFull : .prefer
        var mode = mode ?? usual
        // From here on nobody in between can talk us out of it.
        if isKnown, mode == .prefer || mode == .allow { mode = .require }
        var parameters = [(name: "sslmode", value: mode.rawValue)]
        guard mode != .disable else { return parameters }
        if let rootCertificate {
            parameters.append(("sslrootcert", rootCertificate == "system" ? Self.systemAuthorities : rootCertificate))
        }
        if let certificate { parameters.append(("sslcert", certificate)) }
        if let key { parameters.append(("sslkey", key)) }
        if let revocations { parameters.append(("sslcrl", revocations)) }
        return parameters
    }

    /// The file of all authorities; libpq has a word of its own for them only since version 16.
    private static var systemAuthorities: String {
        ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"]
            .first { FileManager.default.fileExists(atPath: $0) } ?? "system"
    }
}
