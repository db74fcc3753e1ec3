import Foundation
package import NIOSSL

/// How connections that are secured by TLS are made: version 1.2 at least, and the authorities that this machine, or
/// whoever started the program, trusts.
package enum TLSSettings {
    /// The settings of a client.
    /// - Parameter environment: where `SSL_CERT_FILE` and `SSL_CERT_DIR` are looked for; what they name is trusted
    ///   besides the machine's own authorities. A file that cannot be read adds nothing, as with OpenSSL and Go.
    package static func client(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        let own = authorities(environment)
        if !own.isEmpty { configuration.additionalTrustRoots = [.certificates(own)] }
        return configuration
    }

    private static func authorities(_ environment: [String: String]) -> [NIOSSLCertificate] {
        var files: [String] = []
        if let file = environment["SSL_CERT_FILE"], !file.isEmpty { files.append(file) }
        for directory in (environment["SSL_CERT_DIR"] ?? "").split(separator: ":") {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: String(directory))) ?? []
            files += names.sorted().map { "\(directory)/\($0)" }
        }
        return files.flatMap { (try? NIOSSLCertificate.fromPEMFile($0)) ?? [] }
    }
}
