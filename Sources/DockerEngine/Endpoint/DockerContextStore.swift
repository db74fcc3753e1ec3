import Crypto
import Foundation
import TextFormats

/// The docker contexts of this user: `contexts/meta/<sha256 of the name>/meta.json`.
struct DockerContextStore: Sendable {
    var directory: DockerConfigurationDirectory

    private struct Metadata: Decodable {
        struct Endpoint: Decodable {
            var host: String?
            var skipTLSVerify: Bool?

            enum CodingKeys: String, CodingKey {
                case host = "Host"
                case skipTLSVerify = "SkipTLSVerify"
            }
        }
        var endpoints: [String: Endpoint]

        enum CodingKeys: String, CodingKey {
            case endpoints = "Endpoints"
        }
    }

    func endpoint(of name: String) throws(DockerError) -> DockerEndpoint {
        let identifier = SHA256.hash(data: Data(name.utf8)).hexadecimal
        let file = "\(directory.path)/contexts/meta/\(identifier)/meta.json"
        let metadata: Metadata
        do {
            metadata = try JSONDecoder().decode(Metadata.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
        } catch {
            throw unreadable(name, "its file \(file) is missing or damaged; see “docker context ls”")
        }
        guard let endpoint = metadata.endpoints["docker"] else {
            throw unreadable(name, "it has no docker endpoint; see “docker context inspect \(name)”")
        }
        guard let host = endpoint.host, !host.isEmpty else { return .standardSocket }
        let tls = "\(directory.path)/contexts/tls/\(identifier)/docker"
        let skipsVerification = endpoint.skipTLSVerify == true
        let certificates =
            skipsVerification || FileManager.default.fileExists(atPath: tls)
            ? EndpointCertificates(directory: tls, verifiesServer: !skipsVerification) : nil
        return try DockerEndpoint(host, certificates: certificates)
    }

    private func unreadable(_ name: String, _ message: String) -> DockerError {
        DockerError(.contextUnreadable, operation: "use docker context “\(name)”", message: message)
    }
}
