import NIOCore
import NIOHTTP1

/// Takes one answer from a connection, as far as it may be.
final class AnswerCollector: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let promise: EventLoopPromise<HTTPAnswer>
    private let largestBody: Int
    private let hasBody: Bool
    private var head: HTTPResponseHead?
    private var body = ByteBuffer()
    private var isDone = false

    /// Bytes of all headers.
    private static let largestHead = 256 << 10

    /// - Parameter hasBody: whether an answer has a body; that to a HEAD has none, whatever its headers say.
    init(_ promise: EventLoopPromise<HTTPAnswer>, largestBody: Int, hasBody: Bool) {
        self.promise = promise
        self.largestBody = largestBody
        self.hasBody = hasBody
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isDone else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            let size = head.headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
            if size > Self.largestHead { return fail(HTTPFault.tooManyHeaders, context) }
            let announced = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
            if hasBody, announced > largestBody { fail(HTTPFault.tooLarge, context) }
        case .body(var bytes):
            guard bytes.readableBytes <= largestBody - body.readableBytes else {
                return fail(HTTPFault.tooLarge, context)
            }
            body.writeBuffer(&bytes)
        case .end:
            guard let head else { return fail(HTTPFault.closed, context) }
            isDone = true
            promise.succeed(
                HTTPAnswer(
                    status: Int(head.status.code), headers: head.headers, body: Array(body.readableBytesView)))
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(head == nil ? HTTPFault.closed : HTTPFault.cut, context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(error as? HTTPParserError == .headerOverflow ? HTTPFault.tooManyHeaders : error, context)
    }

    private func fail(_ error: any Error, _ context: ChannelHandlerContext) {
        guard !isDone else { return }
        isDone = true
        promise.fail(error)
        context.close(promise: nil)
    }
}
