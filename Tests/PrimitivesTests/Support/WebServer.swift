import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A server on the loopback interface that answers as it is told.
final class WebServer: Sendable {
    /// A request as it came.
    struct Request: Sendable {
        let method: String
        let path: String
        let headers: HTTPHeaders
        var body = ""
    }

    /// What it answers.
    struct Answer: Sendable {
        var status = 200
        var headers: [String: String] = [:]
        var body = ""
        /// Whether it never comes.
        var isMissing = false
        /// Whether the connection is closed in its place.
        var isCut = false
        /// Whether more is announced than comes, and the connection stays open.
        var isUnfinished = false
        /// Headers besides, as they are written.
        var more: [(String, String)] = []
    }

    /// Gives the answer to a request, by its number from 1.
    typealias Responder = @Sendable (Request, Int) -> Answer

    private let recorded = Mutex<[Request]>([])
    private let respond: Responder

    /// What was asked, in order.
    var requests: [Request] { recorded.withLock { $0 } }

    private init(_ respond: @escaping Responder) { self.respond = respond }

    fileprivate func answer(to request: Request) -> Answer {
        let number = recorded.withLock { requests in
            requests.append(request)
            return requests.count
        }
        return respond(request, number)
    }

    /// Runs a test against a server.
    /// - Parameters:
    ///   - tls: the server's certificate, for https.
    ///   - socket: the path of the socket it listens on, in the place of a port.
    ///   - respond: gives the answers.
    ///   - body: is given the server and its port.
    static func with(
        tls: NIOSSLContext? = nil, socket: String? = nil, _ respond: @escaping Responder,
        _ body: @Sendable (WebServer, Int) async throws -> Void
    ) async throws {
        let server = WebServer(respond)
        let bootstrap = ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(RequestHandler(server))
                }
            }
        let channel =
            if let socket {
                try await bootstrap.bind(unixDomainSocketPath: socket, cleanupExistingSocketFile: true).get()
            } else {
                try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
            }
        do {
            try await body(server, channel.localAddress?.port ?? 0)
            try await channel.close()
        } catch {
            try? await channel.close()
            throw error
        }
    }
}

private final class RequestHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let server: WebServer
    private var request: WebServer.Request?

    init(_ server: WebServer) { self.server = server }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            request = WebServer.Request(method: head.method.rawValue, path: head.uri, headers: head.headers)
        case .body(let bytes): request?.body += String(buffer: bytes)
        case .end:
            guard let request else { return }
            self.request = nil
            answer(server.answer(to: request), context)
        }
    }

    private func answer(_ answer: WebServer.Answer, _ context: ChannelHandlerContext) {
        if answer.isMissing { return }
        if answer.isCut { return context.close(promise: nil) }
        var headers = HTTPHeaders(answer.headers.sorted { $0.key < $1.key })
        if !headers.contains(name: "Transfer-Encoding") {
            let length = answer.body.utf8.count + (answer.isUnfinished ? 1 : 0)
            headers.replaceOrAdd(name: "Content-Length", value: "\(length)")
        }
        for (name, value) in answer.more { headers.add(name: name, value: value) }
        let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: answer.status), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: answer.body)))), promise: nil)
        if answer.isUnfinished { return context.flush() }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
