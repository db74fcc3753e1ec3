import Foundation
import NIOSSL

/// The certificates that docker keeps for single registries, in `certs.d/HOST:PORT`: authorities in `*.crt`, and pairs
/// of `*.cert` and `*.key` that prove who we are.
/// https://docs.docker.com/engine/security/certificates/
struct RegistryCertificates: Sendable {
    /// The folders that hold one for each registry.
    var directories: [String]

    /// Docker's own folder, and the one of an engine without root.
    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        let own = environment["XDG_CONFIG_HOME"] ?? environment["HOME"].map { "\($0)/.config" }
        directories = ["/etc/docker/certs.d"] + (own.map { ["\($0)/docker/certs.d"] } ?? [])
    }

    /// What is there for one registry, added to a client's settings.
    /// - Returns: whether an authority of its own was there.
    func apply(to configuration: inout TLSConfiguration, for registry: String) -> Bool {
        guard !registry.contains("/"), !registry.hasPrefix(".") else { return false }
        var authorities: [NIOSSLCertificate] = []
        for directory in directories.map({ "\($0)/\(registry)" }) {
            let names = ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
            for name in names where name.hasSuffix(".crt") {
                authorities += (try? NIOSSLCertificate.fromPEMFile("\(directory)/\(name)")) ?? []
            }
            for name in names where name.hasSuffix(".cert") {
                guard let chain = try? NIOSSLCertificate.fromPEMFile("\(directory)/\(name)"),
                    let key = try? NIOSSLPrivateKey(
                        file: "\(directory)/\(name.dropLast("cert".count))key", format: .pem)
                else { continue }
                configuration.certificateChain = chain.map { .certificate($0) }
                configuration.privateKey = .privateKey(key)
            }
        }
        if !authorities.isEmpty { configuration.additionalTrustRoots.append(.certificates(authorities)) }
        return !authorities.isEmpty
    }
}
