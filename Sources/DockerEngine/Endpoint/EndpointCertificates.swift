import ContainerRegistry
import Foundation
import NIOSSL

/// How an engine behind TLS is spoken to, and the files that prove who we are to it, and who it is to us.
///
/// The names are docker's own: `ca.pem`, `cert.pem`, `key.pem` in one directory. Each may be missing: an engine need
/// not request a certificate of its clients, and one whose certificate any machine trusts needs no authority.
public struct EndpointCertificates: Sendable, Hashable {
    /// The directory that holds the files.
    public var directory: String
    /// Whether the engine's certificate is checked, against `ca.pem` or else what the machine trusts, and for its name.
    public var verifiesServer: Bool
    /// Whether it is a mistake that there is no `ca.pem`.
    public var needsAuthority: Bool

    /// Names a directory of certificates; it is read when a connection is prepared.
    public init(directory: String, verifiesServer: Bool = true, needsAuthority: Bool = false) {
        self.directory = directory
        self.verifiesServer = verifiesServer
        self.needsAuthority = needsAuthority
    }

    /// Reads the files into a client's TLS settings.
    func tlsConfiguration(endpoint: DockerEndpoint) throws(DockerError) -> TLSConfiguration {
        func failure(_ message: String) -> DockerError {
            DockerError(.tlsFailed, operation: "prepare TLS", message: message, endpoint: endpoint.description)
        }
        func isThere(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(directory)/\(name)") }

        var configuration = TLSSettings.client()
        if !verifiesServer { configuration.certificateVerification = .none }
        if verifiesServer, isThere("ca.pem") || needsAuthority {
            guard let authorities = try? NIOSSLCertificate.fromPEMFile("\(directory)/ca.pem"), !authorities.isEmpty
            else {
                throw failure("\(directory)/ca.pem cannot be read as certificates")
            }
            configuration.trustRoots = .certificates(authorities)
            configuration.additionalTrustRoots = []
        }
        guard isThere("cert.pem") || isThere("key.pem") else { return configuration }
        guard let chain = try? NIOSSLCertificate.fromPEMFile("\(directory)/cert.pem"), !chain.isEmpty else {
            throw failure("\(directory)/cert.pem, which belongs to key.pem, cannot be read as certificates")
        }
        guard let key = try? NIOSSLPrivateKey(file: "\(directory)/key.pem", format: .pem) else {
            throw failure("\(directory)/key.pem, which belongs to cert.pem, cannot be read as a private key")
        }
        configuration.certificateChain = chain.map { .certificate($0) }
        configuration.privateKey = .privateKey(key)
        return configuration
    }
}
