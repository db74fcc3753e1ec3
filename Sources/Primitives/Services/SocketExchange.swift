import Foundation
import LuaValues
import NIOCore
import NIOPosix
import Recipes

/// One line sent to a socket, and its answer.
struct SocketExchange: Sendable {
    let place: SocketPlace
    let limit: Int

    /// Sends the text and reads to the end of the connection.
    /// - Throws: `SocketFailure`, `CancellationError`.
    func send(_ text: String, within timeout: Duration) async throws -> [UInt8] {
        // What is too long to count is as long as can be added to the present.
        let nanoseconds = Int64(exactly: (timeout.seconds * 1e9).rounded()) ?? .max / 2
        let deadline = NIODeadline.now() + .nanoseconds(nanoseconds)
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let answer = loop.makePromise(of: [UInt8].self)
        let bootstrap = ClientBootstrap(group: loop).connectTimeout(.nanoseconds(nanoseconds))
            .channelInitializer { [limit] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AnswerReader(answer, limit: limit))
                }
            }
        let channel: any Channel
        do {
            let connection =
                switch place {
                case .path(let path): bootstrap.connect(unixDomainSocketPath: path)
                case .tcp(let host, let port): bootstrap.connect(host: host, port: port)
                }
            channel = try await connection.value(until: deadline) { $0.close(promise: nil) }
        } catch is CancellationError {
            answer.fail(CancellationError())
            throw CancellationError()
        } catch {
            answer.fail(error)
            throw SocketFailure.unreachable(Self.reason(error))
        }
        do {
            try await channel.writeAndFlush(ByteBuffer(string: text)).get()
            let bytes = try await answer.futureResult.value(until: deadline) { _ in }
            channel.close(promise: nil)
            return bytes
        } catch {
            channel.close(promise: nil)
            if error is CancellationError { throw error }
            throw error as? SocketFailure ?? .broken(Self.reason(error))
        }
    }

    private static func reason(_ error: any Error) -> String {
        if case .connectTimeout? = error as? ChannelError { return "it did not answer in time" }
        if let error = error as? IOError { return String(cString: strerror(error.errnoCode)) }
        let failures = (error as? NIOConnectionError)?.connectionErrors.map(\.error) ?? []
        return failures.compactMap { $0 as? IOError }.first.map { String(cString: strerror($0.errnoCode)) }
            ?? "it did not answer in time"
    }
}

/// Why a socket gave no answer.
enum SocketFailure: Error {
    /// Nothing was sent.
    case unreachable(String)
    /// It may have been sent.
    case broken(String)
    /// The answer is larger than is read.
    case tooLarge(Int)

    func stepError(at place: SocketPlace, mayHaveComeThrough: Bool) -> StepError {
        switch self {
        case .unreachable(let reason):
            StepError(
                code: "socket.unreachable", "\(place) cannot be reached: \(reason)", fields: ["sent": false])
        case .broken(let reason):
            StepError(
                code: "socket.broken", "\(place) gave no whole answer: \(reason)",
                hint: mayHaveComeThrough ? "the command may have been done; look before the run is resumed" : nil,
                fields: mayHaveComeThrough ? ["in_doubt": true] : [:])
        case .tooLarge(let limit):
            StepError(
                code: "socket.too_large", "\(place) answered more than \(limit) bytes",
                fields: mayHaveComeThrough ? ["in_doubt": true] : [:])
        }
    }
}

/// Collects what comes until the connection ends.
private final class AnswerReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let answer: EventLoopPromise<[UInt8]>
    private let limit: Int
    private var bytes: [UInt8] = []

    init(_ answer: EventLoopPromise<[UInt8]>, limit: Int) {
        self.answer = answer
        self.limit = limit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        bytes += buffer.readBytes(length: buffer.readableBytes) ?? []
        guard bytes.count > limit else { return }
        answer.fail(SocketFailure.tooLarge(limit))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { answer.succeed(bytes) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        answer.fail(error)
        context.close(promise: nil)
    }
}
