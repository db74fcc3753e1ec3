import DockerEngine
import DockerEngineTestSupport
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Subprocess
import Testing

/// Engines behind TLS, that want a certificate of their clients, as `dockerd --tlsverify` does, or none.
@Suite struct TLSTests {
    /// Makes an authority, and certificates it has signed for a server at 127.0.0.1 and for a client.
    private static func makeCertificates(
        in directory: TemporaryDirectory, for name: String = "IP:127.0.0.1"
    ) async throws {
        let script = """
            cd '\(directory.path)'
            new() { openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$1/key.pem" "${@:2}"; }
            sign() {
                mkdir -p "$1"
                new "$1" -subj "/CN=$1" -out "$1/request.pem"
                openssl x509 -req -in "$1/request.pem" -CA authority/cert.pem -CAkey authority/key.pem -CAcreateserial \
                    -days 1 -out "$1/cert.pem" -extfile <(printf '%s\\n' "$2" "$3")
                cp authority/cert.pem "$1/ca.pem"
            }
            set -e
            mkdir -p authority
            new authority -x509 -days 1 -subj /CN=authority -out authority/cert.pem
            sign server subjectAltName=\(name) extendedKeyUsage=serverAuth
            sign client subjectAltName=DNS:client extendedKeyUsage=clientAuth
            """
        let result = try await run(
            .name("bash"), arguments: ["-c", script], output: .discarded, error: .string(limit: 1 << 16))
        try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
    }

    /// Runs a test against a server that proves itself by one certificate and requests another.
    private func withServer(
        for name: String = "IP:127.0.0.1", asksClients: Bool = true, version: TLSVersion? = nil,
        _ body: @Sendable (_ port: Int, _ certificates: TemporaryDirectory) async throws -> Void
    ) async throws {
        try await TemporaryDirectory.with { directory in
            try await Self.makeCertificates(in: directory, for: name)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(directory.appending("server/cert.pem"))
                    .map { .certificate($0) },
                privateKey: .privateKey(
                    try NIOSSLPrivateKey(file: directory.appending("server/key.pem"), format: .pem)))
            configuration.trustRoots = .file(directory.appending("authority/cert.pem"))
            configuration.certificateVerification = asksClients ? .noHostnameVerification : .none
            if let version {
                configuration.minimumTLSVersion = version
                configuration.maximumTLSVersion = version
            }
            let context = try NIOSSLContext(configuration: configuration)
            let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                        try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                        try channel.pipeline.syncOperations.addHandler(Pong())
                    }
                }
                .bind(host: "127.0.0.1", port: 0).get()
            do {
                let port = try #require(server.localAddress?.port)
                try await body(port, directory)
                try await server.close()
            } catch {
                try? await server.close()
                throw error
            }
        }
    }

    /// Answers every request with a version.
    private final class Pong: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .end = unwrapInboundIn(data) else { return }
            context.write(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .ok))), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: FakeEngine.version)))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }

    @Test func bothSidesProveThemselves() async throws {
        try await withServer { port, directory in
            let certificates = EndpointCertificates(directory: directory.appending("client"))
            let endpoint = try DockerEndpoint("tcp://127.0.0.1:\(port)", certificates: certificates)
            let version = try await DockerEngine(endpoint: endpoint).version()
            #expect(version.version == "20.10.24")
        }
    }

    @Test func aServerOfAnotherAuthorityIsRejected() async throws {
        try await withServer { port, directory in
            try await TemporaryDirectory.with { other in
                try await Self.makeCertificates(in: other)
                let certificates = EndpointCertificates(directory: other.appending("client"))
                let endpoint = try DockerEndpoint("tcp://127.0.0.1:\(port)", certificates: certificates)
                let engine = try DockerEngine(endpoint: endpoint)
                let error = await #expect(throws: DockerError.self) { try await engine.version() }
                #expect(error?.code == .tlsFailed, "\(String(describing: error))")
                #expect(error?.message.contains(certificates.directory) == true)
            }
        }
    }

    @Test func aClientOfAnotherAuthorityIsReportedSo() async throws {
        try await withServer { port, directory in
            try await TemporaryDirectory.with { other in
                try await Self.makeCertificates(in: other)
                let certificates = EndpointCertificates(directory: other.appending("client"), verifiesServer: false)
                let endpoint = try DockerEndpoint("tcp://127.0.0.1:\(port)", certificates: certificates)
                let engine = try DockerEngine(endpoint: endpoint)
                let error = await #expect(throws: DockerError.self) { try await engine.version() }
                #expect(error?.code == .tlsFailed, "\(String(describing: error))")
            }
        }
    }

    private func answer(
        _ host: String, _ port: Int, _ certificates: EndpointCertificates?
    ) async throws -> Result<String, DockerError> {
        let endpoint = try DockerEndpoint("tcp://\(host):\(port)", certificates: certificates)
        do {
            return .success(try await DockerEngine(endpoint: endpoint).version().version)
        } catch let error as DockerError {
            return .failure(error)
        }
    }

    @Test func anEngineNeedNotRequestACertificate() async throws {
        try await withServer(asksClients: false) { port, directory in
            let authority = EndpointCertificates(directory: directory.appending("alone"))
            try FileManager.default.createDirectory(atPath: authority.directory, withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                atPath: directory.appending("authority/cert.pem"), toPath: "\(authority.directory)/ca.pem")
            #expect(try await answer("127.0.0.1", port, authority).get() == "20.10.24")

            var nothing = EndpointCertificates(directory: directory.appending("absent"), verifiesServer: false)
            #expect(try await answer("127.0.0.1", port, nothing).get() == "20.10.24")
            nothing.verifiesServer = true
            let error = try await answer("127.0.0.1", port, nothing)
            #expect(throws: DockerError.self) { try error.get() }
        }
    }

    @Test func halfOfAPairAndAMissingAuthorityAreNamed() async throws {
        try await withServer { port, directory in
            try FileManager.default.removeItem(atPath: directory.appending("client/key.pem"))
            var certificates = EndpointCertificates(directory: directory.appending("client"))
            guard case .failure(let half) = try await answer("127.0.0.1", port, certificates) else {
                return #expect(Bool(false), "it is rejected")
            }
            #expect(half.message.contains("client/key.pem"), "\(half)")
            certificates = EndpointCertificates(directory: directory.appending("absent"), needsAuthority: true)
            guard case .failure(let missing) = try await answer("127.0.0.1", port, certificates) else {
                return #expect(Bool(false), "it is rejected")
            }
            #expect(missing.message.contains("absent/ca.pem"), "\(missing)")
        }
    }

    /// The address that a name leads to proves nothing of the name.
    @Test(arguments: [
        ("IP:127.0.0.1", "localhost", false), ("IP:127.0.0.1", "127.0.0.1", true), ("DNS:localhost", "localhost", true),
        ("DNS:localhost", "127.0.0.1", false), ("DNS:other,IP:127.0.0.1", "localhost", false),
        ("DNS:other,DNS:LOCALHOST", "localhost", true),
    ])
    func aCertificateIsForTheNameThatWasRequested(_ certified: String, _ host: String, _ isAccepted: Bool) async throws
    {
        try await withServer(for: certified) { port, directory in
            let certificates = EndpointCertificates(directory: directory.appending("client"))
            switch try await answer(host, port, certificates) {
            case .success: #expect(isAccepted)
            case .failure(let error):
                #expect(!isAccepted, "\(error)")
                #expect(error.code == .tlsFailed, "\(error)")
                #expect(error.message.contains("certificate is"), "\(error)")
            }
            let careless = EndpointCertificates(directory: directory.appending("client"), verifiesServer: false)
            #expect(try await answer(host, port, careless).get() == "20.10.24")
        }
    }

    @Test(arguments: [TLSVersion.tlsv11, .tlsv1]) func oldVersionsAreNotSpoken(_ version: TLSVersion) async throws {
        try await withServer(version: version) { port, directory in
            let certificates = EndpointCertificates(directory: directory.appending("client"))
            guard case .failure(let error) = try await answer("127.0.0.1", port, certificates) else {
                return #expect(Bool(false), "it is rejected")
            }
            #expect(error.code == .tlsFailed)
            #expect(error.message.contains("1.2"), "\(error)")
        }
    }

    /// What people read has no paths of somebody's sources in it.
    @Test func failuresAreReportedInWords() async throws {
        try await withServer { port, directory in
            try await TemporaryDirectory.with { other in
                try await Self.makeCertificates(in: other)
                let stranger = EndpointCertificates(directory: other.appending("client"))
                let careless = EndpointCertificates(directory: other.appending("client"), verifiesServer: false)
                let nobody = EndpointCertificates(directory: other.appending("absent"), verifiesServer: false)
                for certificates in [stranger, careless, nobody] {
                    guard case .failure(let error) = try await answer("127.0.0.1", port, certificates) else {
                        return #expect(Bool(false), "it is rejected")
                    }
                    for word in [".cc", "OPENSSL", "BoringSSL", "NIO", "handshakeFailed"] {
                        #expect(!error.message.contains(word), "\(error)")
                    }
                }
            }
        }
        let plain = try await FakeTCPServer.with { port in
            try await answer("127.0.0.1", port, EndpointCertificates(directory: "/nonexistent", verifiesServer: false))
        }
        guard case .failure(let error) = plain else { return #expect(Bool(false), "it is rejected") }
        #expect(error.message.contains("does not speak TLS"), "\(error)")
    }
}

/// Answers whatever comes with words of HTTP.
private enum FakeTCPServer {
    static func with<Result: Sendable>(_ body: @Sendable (_ port: Int) async throws -> Result) async throws -> Result {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Words())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        defer { server.close(promise: nil) }
        return try await body(try #require(server.localAddress?.port))
    }

    private final class Words: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let answer = ByteBuffer(string: "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
            context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
        }
    }
}
