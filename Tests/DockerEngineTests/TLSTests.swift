import DockerEngine
import DockerEngineTestSupport
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Subprocess
import Testing

/// Engines behind TLS that want a certificate of their clients, as `dockerd --tlsverify` does.
@Suite struct TLSTests {
    /// Makes an authority, and certificates it has signed for a server at 127.0.0.1 and for a client.
    private static func makeCertificates(in directory: TemporaryDirectory) async throws {
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
            sign server subjectAltName=IP:127.0.0.1 extendedKeyUsage=serverAuth
            sign client subjectAltName=DNS:client extendedKeyUsage=clientAuth
            """
        let result = try await run(
            .name("bash"), arguments: ["-c", script], output: .discarded, error: .string(limit: 1 << 16))
        try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
    }

    /// Runs a test against a server that proves itself by one certificate and asks for another.
    private func withServer(
        _ body: @Sendable (_ port: Int, _ certificates: TemporaryDirectory) async throws -> Void
    ) async throws {
        try await TemporaryDirectory.with { directory in
            try await Self.makeCertificates(in: directory)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(directory.appending("server/cert.pem"))
                    .map { .certificate($0) },
                privateKey: .privateKey(
                    try NIOSSLPrivateKey(file: directory.appending("server/key.pem"), format: .pem)))
            configuration.trustRoots = .file(directory.appending("authority/cert.pem"))
            configuration.certificateVerification = .noHostnameVerification
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

    @Test func aServerOfAnotherAuthorityIsRefused() async throws {
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

    @Test func aClientOfAnotherAuthorityIsToldSo() async throws {
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
}
