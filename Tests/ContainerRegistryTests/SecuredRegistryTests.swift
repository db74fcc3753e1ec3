import DockerEngineTestSupport
import Foundation
import NIOSSL
import Subprocess
import Testing

@testable import ContainerRegistry

/// Registries that speak TLS: on this machine with any certificate, elsewhere with one that is trusted.
@Suite(.timeLimit(.minutes(5))) struct SecuredRegistryTests {
    /// Makes an authority, and a certificate it has signed for one name.
    private func makeCertificates(in directory: TemporaryDirectory, for name: String) async throws {
        let script = """
            cd '\(directory.path)' && set -e
            new() { openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "$@"; }
            new -keyout ca.key -x509 -days 1 -subj /CN=authority -out ca.crt
            new -keyout server.key -subj /CN=server -out server.csr
            openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 1 -out server.crt \
                -extfile <(echo subjectAltName=\(name))
            """
        let result = try await run(
            .name("bash"), arguments: ["-c", script], output: .discarded, error: .string(limit: 1 << 16))
        try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
    }

    private func withRegistry(
        certifiedFor name: String,
        _ body: @Sendable @escaping (RegistryFixture, TemporaryDirectory) async throws -> Void
    ) async throws {
        try await TemporaryDirectory.with { directory in
            try await makeCertificates(in: directory, for: name)
            let files = (directory.appending("server.crt"), directory.appending("server.key"))
            try await RegistryFixture.with(certificate: files) { try await body($0, directory) }
        }
    }

    private func tags(_ registry: String, in directory: TemporaryDirectory) async throws -> [String] {
        var options = RegistryOptions()
        options.firstDelay = .milliseconds(1)
        options.certificates.directories = [directory.appending("certs.d")]
        return try await RegistryClient(registry: registry, options: options).tags(of: "a/b")
    }

    @Test func aRegistryOnThisMachineMaySpeakTLS() async throws {
        try await withRegistry(certifiedFor: "DNS:elsewhere") { registry, directory in
            // Nobody stands between, so that the certificate does not count; docker does the same.
            #expect(try await tags(registry.address, in: directory) == [])
            let client = RegistryClient(registry: registry.address)
            try await client.push(Array("content".utf8), to: "a/b")
            let config = Array("{}".utf8)
            try await client.push(config, to: "a/b")
            let manifest = try StoredManifest(
                ImageManifest(config: ContentDescriptor(mediaType: "x/y", content: config), layers: []))
            try await client.push(manifest, as: .tag("1"), to: "a/b")
            #expect(try await tags(registry.address, in: directory) == ["1"])
        }
    }

    @Test(arguments: [("IP:127.0.0.1", true), ("DNS:elsewhere", false)])
    func anAuthorityOfItsOwnIsInsistedOn(_ name: String, _ isAccepted: Bool) async throws {
        try await withRegistry(certifiedFor: name) { registry, directory in
            try directory.write(
                "certs.d/\(registry.address)/ca.crt", try Data(contentsOf: URL(filePath: directory.appending("ca.crt")))
            )
            if isAccepted {
                #expect(try await tags(registry.address, in: directory) == [])
            } else {
                let error = await #expect(throws: RegistryError.self) {
                    try await tags(registry.address, in: directory)
                }
                #expect(error?.code == .tlsFailed)
                for word in [".cc", "OPENSSL", "BoringSSL", "NIO"] {
                    #expect(error?.message.contains(word) == false, "\(String(describing: error))")
                }
            }
        }
    }

    @Test func theAuthoritiesOfAVariableAreTrusted() async throws {
        try await TemporaryDirectory.with { directory in
            try await makeCertificates(in: directory, for: "DNS:x")
            let usual = TLSSettings.client(environment: [:])
            #expect(usual.additionalTrustRoots.isEmpty)
            #expect(usual.minimumTLSVersion == .tlsv12)
            let own = TLSSettings.client(environment: ["SSL_CERT_FILE": directory.appending("ca.crt")])
            #expect(own.additionalTrustRoots.count == 1)
            let folder = TLSSettings.client(environment: ["SSL_CERT_DIR": "/nonexistent:\(directory.path)"])
            #expect(folder.additionalTrustRoots.count == 1)
            #expect(TLSSettings.client(environment: ["SSL_CERT_FILE": "/nonexistent"]).additionalTrustRoots.isEmpty)
        }
    }

    @Test(arguments: [
        ("localhost", "localhost", true), ("LOCALHOST.", "localhost", true), ("*.example.com", "a.example.com", true),
        ("*.example.com", "example.com", false), ("*.example.com", "a.b.example.com", false),
        ("*.com", "example.com", false),
        ("*", "localhost", false), ("", "", false), ("a*.example.com", "ab.example.com", false),
        ("example.com", "example.org", false),
    ])
    func aNameCoversAnother(_ pattern: String, _ name: String, _ covers: Bool) {
        #expect(ServerName.covers(pattern, name) == covers)
    }
}
