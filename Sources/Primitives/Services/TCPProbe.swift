import Foundation
import NIOCore
import NIOPosix

/// Connects to a port once.
///
/// Docker's own proxy takes a connection before it knows whether anybody listens in the container, and closes it at
/// once where nobody does: such a connection is none.
struct TCPProbe: Sendable {
    let address: String
    let port: Int

    /// How long a connection has to last.
    private static let moment = TimeAmount.milliseconds(100)

    func ask() async -> ProbeAnswer {
        let place = "\(address.contains(":") ? "[\(address)]" : address):\(port)"
        do {
            let loop = MultiThreadedEventLoopGroup.singleton.next()
            let lasts = loop.makePromise(of: Bool.self)
            let channel: any Channel
            do {
                channel = try await ClientBootstrap(group: loop).connectTimeout(HTTPProbe.timeout)
                    .channelInitializer { channel in
                        channel.eventLoop.makeCompletedFuture {
                            try channel.pipeline.syncOperations.addHandler(FirstWord(lasts: lasts))
                        }
                    }
                    .connect(host: address, port: port).get()
            } catch {
                lasts.succeed(false)
                throw error
            }
            loop.scheduleTask(in: Self.moment) { lasts.succeed(true) }
            let isTaken = try await lasts.futureResult.get()
            channel.close(promise: nil)
            return isTaken ? .healthy : .unhealthy("connecting to \(place): taken, and closed at once without a word")
        } catch {
            if ProbeAnswer.isSilence(error) { return .silent("connecting to \(place): \(Self.reason(error))") }
            return .unhealthy("connecting to \(place): \(Self.reason(error))")
        }
    }

    private static func reason(_ error: any Error) -> String {
        if case .connectTimeout? = error as? ChannelError { return "no answer within 3 s" }
        let failures = (error as? NIOConnectionError)?.connectionErrors.map(\.error) ?? [error]
        return failures.compactMap { $0 as? IOError }.first.map { String(cString: strerror($0.errnoCode)) }
            ?? "\(error)"
    }
}

/// Shows whether a connection lasts: whoever says a word is there, whoever ends it without one is not.
private final class FirstWord: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let lasts: EventLoopPromise<Bool>

    init(lasts: EventLoopPromise<Bool>) { self.lasts = lasts }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { lasts.succeed(true) }

    func channelInactive(context: ChannelHandlerContext) { lasts.succeed(false) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { lasts.succeed(false) }
}
