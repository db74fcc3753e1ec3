import DatabaseBackup
import DatabaseTestSupport
import Foundation
import Subprocess
import Testing

extension PostgresTests {
    /// A server that begins to speak TLS in the middle of its life.
    @Suite struct TLS {
        private func source(_ tls: PostgresTLS, host: String = "127.0.0.1") throws -> PostgresSource {
            let cluster = try cluster()
            return PostgresSource(
                server: .tcp(host: host, port: cluster.port), database: "postgres", user: PostgresCluster.superuser,
                password: .value(cluster.password), tls: tls, toolDirectory: cluster.toolDirectory)
        }

        private func backUp(_ source: PostgresSource) async throws -> BackupManifest {
            let directory = try TemporaryDirectory()
            return try await BackupRunner().run(.postgres(source, into: directory.path)).backup.manifest
        }

        /// Makes an authority, and a certificate for 127.0.0.1 that it has signed, and has the server show it.
        private func withTLS(_ body: (_ authority: String) async throws -> Void) async throws {
            let cluster = try cluster()
            let directory = cluster.directory.path + "/tls"
            let script = """
                mkdir '\(directory)' && cd '\(directory)' && set -e
                new() { openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "$@"; }
                new -keyout ca.key -x509 -days 1 -subj /CN=authority -out ca.crt
                new -keyout server.key -subj /CN=server -out server.csr
                openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 1 -out server.crt \
                    -extfile <(echo subjectAltName=IP:127.0.0.1)
                new -keyout other.key -x509 -days 1 -subj /CN=other -out other.crt
                chmod 600 server.key; if [ $(id -u) = 0 ]; then chown postgres server.key server.crt; fi
                """
            let result = try await run(
                .name("bash"), arguments: ["-c", script], output: .discarded, error: .string(limit: 1 << 16))
            try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
            try await cluster.set("ssl_cert_file", to: "\(directory)/server.crt")
            try await cluster.set("ssl_key_file", to: "\(directory)/server.key")
            try await cluster.set("ssl", to: "on")
            let outcome: Result<Void, any Error>
            do { outcome = .success(try await body(directory)) } catch { outcome = .failure(error) }
            try await cluster.set("ssl", to: "off")
            try FileManager.default.removeItem(atPath: directory)
            try outcome.get()
        }

        @Test(arguments: [PostgresTLS.Mode.require, .verifyAuthority, .verifyFull])
        func aServerWithoutItIsRejectedWhereItIsDemanded(_ mode: PostgresTLS.Mode) async throws {
            let error = await #expect(throws: BackupError.self) {
                try await backUp(
                    try source(PostgresTLS(mode: mode, rootCertificate: "/etc/ssl/certs/ca-certificates.crt")))
            }
            #expect(error?.code == .tls, "\(String(describing: error))")
            #expect(error?.hint?.contains("sslmode") == true)
            _ = try await backUp(try source(PostgresTLS()))
        }

        @Test func aServerIsCheckedAsFarAsIsRequested() async throws {
            try await withTLS { directory in
                let (authority, other) = ("\(directory)/ca.crt", "\(directory)/other.crt")
                for tls in [
                    PostgresTLS(), PostgresTLS(mode: .require), PostgresTLS(mode: .disable),
                    PostgresTLS(mode: .verifyAuthority, rootCertificate: authority),
                    PostgresTLS(mode: .verifyFull, rootCertificate: authority),
                ] {
                    _ = try await backUp(try source(tls))
                }
                let localhost = PostgresTLS(mode: .verifyAuthority, rootCertificate: authority)
                _ = try await backUp(try source(localhost, host: "localhost"))
                for (tls, host) in [
                    (PostgresTLS(mode: .verifyAuthority, rootCertificate: other), "127.0.0.1"),
                    (PostgresTLS(mode: .verifyFull, rootCertificate: authority), "localhost"),
                    (PostgresTLS(mode: .verifyFull, rootCertificate: "\(directory)/absent.crt"), "127.0.0.1"),
                    (PostgresTLS(rootCertificate: "system"), "127.0.0.1"),
                ] {
                    let error = await #expect(throws: BackupError.self) {
                        try await backUp(try source(tls, host: host))
                    }
                    #expect(error?.code == .tls, "\(tls) \(String(describing: error))")
                    #expect(error?.hint != nil)
                }
            }
        }
    }
}

extension PostgresCluster {
    /// Changes a setting of the running server, and waits until it holds.
    fileprivate func set(_ setting: String, to value: String) async throws {
        try await query("ALTER SYSTEM SET \(setting) = '\(value)'")
        try await query("SELECT pg_reload_conf()")
        // The server reads its files when it comes to it.
        for _ in 1...1000 { if try await query("SHOW \(setting)").first == value { return } }
    }
}
