import NIOSSL

/// The files that prove who we are to an engine behind TLS, and who it is to us.
///
/// The names are docker's own: `ca.pem`, `cert.pem`, `key.pem` in one directory.
public struct EndpointCertificates: Sendable, Hashable {
    /// The directory that holds the three files.
    public var directory: String
    /// Whether the engine's certificate is checked against `ca.pem` and its host name.
    public var verifiesServer: Bool

    /// Names a directory of certificates; it is read when a connection is prepared.
    public init(directory: String, verifiesServer: Bool = true) {
        self.directory = directory
        self.verifiesServer = verifiesServer
    }

    /// Reads the files into a client's TLS settings.
    func tlsConfiguration(endpoint: DockerEndpoint) throws(DockerError) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        do {
            configuration.certificateChain = try NIOSSLCertificate.fromPEMFile("\(directory)/cert.pem")
                .map { .certificate($0) }
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: "\(directory)/key.pem", format: .pem))
            if verifiesServer {
                configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile("\(directory)/ca.pem"))
            } else {
                configuration.certificateVerification = .none
            }
        } catch {
            throw DockerError(
                .tlsFailed, operation: "prepare TLS",
                message: "ca.pem, cert.pem and key.pem in \(directory) cannot be read (\(error))",
                endpoint: endpoint.description)
        }
        return configuration
    }
}
