import DockerEngine
import DockerEngineTestSupport
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A server on a unix socket that answers as it is told, for what a real engine cannot be brought to say.
struct FakeEngine: Sendable {
    struct Answer: Sendable {
        var status = HTTPResponseStatus.ok
        var body = "{}"
        /// Whether the connection is closed before the answer is whole.
        var isCut = false
    }

    let engine: DockerEngine
    private let record: Record

    /// The requests so far, as `GET /version`.
    var requests: [String] { record.requests.withLock { $0 } }
    /// How many connections were made.
    var connectionCount: Int { record.connections.withLock { $0 } }

    private final class Record: Sendable {
        let requests = Mutex<[String]>([])
        let connections = Mutex(0)
    }

    static let version =
        #"{"Version":"20.10.24","ApiVersion":"1.41","MinAPIVersion":"1.12","Os":"linux","Arch":"amd64"}"#

    /// Runs a test against a server that answers each request by its method and path.
    static func with(
        _ answers: [String: Answer], version: String = version, _ body: @Sendable (FakeEngine) async throws -> Void
    ) async throws {
        try await TemporaryDirectory.with { directory in
            let record = Record()
            let answers = answers.merging(["GET /version": Answer(body: version)]) { given, _ in given }
            let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        record.connections.withLock { $0 += 1 }
                        try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                        try channel.pipeline.syncOperations.addHandler(Handler(answers: answers, record: record))
                    }
                }
                .bind(unixDomainSocketPath: directory.appending("s")).get()
            let endpoint = try DockerEndpoint("unix://\(directory.appending("s"))")
            do {
                try await body(FakeEngine(engine: try DockerEngine(endpoint: endpoint), record: record))
                try await server.close()
            } catch {
                try? await server.close()
                throw error
            }
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        let answers: [String: Answer]
        let record: Record
        var request = ""

        init(answers: [String: Answer], record: Record) {
            self.answers = answers
            self.record = record
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                request = "\(head.method) \(head.uri)"
                record.requests.withLock { $0.append(request) }
            case .body: break
            case .end: answer(context)
            }
        }

        private func answer(_ context: ChannelHandlerContext) {
            let path = String(request.prefix { $0 != "?" }).replacing(#/ /v[0-9.]+/#, with: " ")
            let answer = answers[path] ?? Answer(status: .notFound, body: #"{"message":"page not found"}"#)
            context.write(
                wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: answer.status))), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: answer.body)))), promise: nil)
            if answer.isCut {
                context.flush()
                context.close(promise: nil)
            } else {
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }
    }
}
