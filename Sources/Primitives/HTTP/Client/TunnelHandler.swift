import NIOCore

/// Has a proxy lead a connection on to another host (RFC 9110, section 9.3.6), and then makes way for what speaks to that
/// host.
final class TunnelHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let request: String
    private let promise: EventLoopPromise<Void>
    private var answer = ByteBuffer()
    private var isDone = false

    /// Bytes of the proxy's answer.
    private static let largestAnswer = 16 << 10

    init(to authority: String, authorization: String?, _ promise: EventLoopPromise<Void>) {
        let login = authorization.map { "Proxy-Authorization: \($0)\r\n" } ?? ""
        request = "CONNECT \(authority) HTTP/1.1\r\nHost: \(authority)\r\n\(login)\r\n"
        self.promise = promise
    }

    /// Asks; the handler was added to a connection that is open already.
    func begin(_ channel: any Channel) {
        channel.writeAndFlush(ByteBuffer(string: request), promise: nil)
        channel.setOption(.autoRead, value: true).whenSuccess { channel.read() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isDone else { return context.fireChannelRead(data) }
        var bytes = unwrapInboundIn(data)
        answer.writeBuffer(&bytes)
        let text = String(decoding: answer.readableBytesView, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n") else {
            if answer.readableBytes > Self.largestAnswer { fail(HTTPFault.proxy("its answer has no end"), context) }
            return
        }
        let line = String(text.prefix { $0 != "\r\n" && $0 != "\r" && $0 != "\n" })
        let words = line.split(separator: " ")
        guard words.count > 1, words[0].hasPrefix("HTTP/1."), words[1].count == 3, words[1].hasPrefix("2") else {
            return fail(HTTPFault.proxy("it answered \(String(line.prefix(100)))"), context)
        }
        // Whoever speaks first is the client.
        guard end.upperBound == text.endIndex else {
            return fail(HTTPFault.proxy("it sent more than its answer"), context)
        }
        isDone = true
        context.pipeline.syncOperations.removeHandler(self).cascade(to: promise)
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(HTTPFault.proxy("it closed the connection"), context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(error, context)
        context.fireErrorCaught(error)
    }

    private func fail(_ error: any Error, _ context: ChannelHandlerContext) {
        guard !isDone else { return }
        isDone = true
        promise.fail(error)
        context.close(promise: nil)
    }
}
