import NIOCore
import NIOPosix
import Testing

@testable import Primitives

/// What a port has to do to count as one that takes connections.
@Suite(.timeLimit(.minutes(2))) struct TCPProbeTests {
    private final class Server: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        let greeting: String
        let closes: Bool

        init(greeting: String, closes: Bool) { (self.greeting, self.closes) = (greeting, closes) }

        func channelActive(context: ChannelHandlerContext) {
            if !greeting.isEmpty { context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: greeting)), promise: nil) }
            if closes { context.close(promise: nil) }
        }
    }

    private func answer(greeting: String, closes: Bool) async throws -> ProbeAnswer {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Server(greeting: greeting, closes: closes))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let answer = await TCPProbe(address: "127.0.0.1", port: server.localAddress?.port ?? 0).ask()
        try await server.close()
        return answer
    }

    @Test(arguments: [("", false), ("220 ready\r\n", false), ("220 busy\r\n", true)])
    func whoeverHoldsOnOrSaysAWordIsThere(_ greeting: String, _ closes: Bool) async throws {
        #expect(try await answer(greeting: greeting, closes: closes) == .healthy)
    }

    /// As docker's proxy does while nobody listens in the container.
    @Test func whoeverClosesAtOnceIsNot() async throws {
        guard case .unhealthy(let text) = try await answer(greeting: "", closes: true) else {
            return #expect(Bool(false), "it was taken for one that works")
        }
        #expect(text.contains("closed at once"))
    }
}
