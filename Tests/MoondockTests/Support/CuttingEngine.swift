import DockerEngine
import DockerEngineTestSupport
import NIOCore
import NIOPosix
import Synchronization

/// Stands before an engine's socket, counts the requests that change something, and does something at one of them: when it
/// comes and the engine does not get it, or when the engine has done it and nobody hears of it.
final class CuttingEngine: Sendable {
    /// When a request is cut.
    enum Moment: String, CaseIterable, Sendable {
        case before
        case after
    }

    private struct State {
        var count = 0
        var at: Int?
        var moment = Moment.before
        var action: (@Sendable () -> Void)?
        var cut: String?
    }

    /// Where it listens.
    let address: String
    private let engine: String
    private let state = Mutex(State())

    private init(address: String, engine: String) {
        self.address = address
        self.engine = engine
    }

    /// Runs a test with one.
    static func with(
        before engine: DockerEngine, _ body: @Sendable (CuttingEngine) async throws -> Void
    ) async throws {
        guard case .unix(let path) = engine.endpoint.transport else { return }
        try await TemporaryDirectory.with { directory in
            let cutting = CuttingEngine(address: directory.appending("s"), engine: path)
            let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                .bind(unixDomainSocketPath: cutting.address) { channel in
                    channel.eventLoop.makeCompletedFuture { try Self.wrapped(channel) }
                }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await server.executeThenClose { connections in
                        try await withThrowingDiscardingTaskGroup { group in
                            for try await client in connections { group.addTask { await cutting.serve(client) } }
                        }
                    }
                }
                defer { group.cancelAll() }
                try await body(cutting)
            }
        }
    }

    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private static func wrapped(_ channel: any Channel) throws -> Connection {
        try NIOAsyncChannel(
            wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
    }

    /// Does something at one of the requests that come from now on.
    func cut(at number: Int, _ moment: Moment, by action: @escaping @Sendable () -> Void) {
        state.withLock { $0 = State(at: number, moment: moment, action: action) }
    }

    /// The request that was cut, such as `POST /v1.41/containers/create`; `nil` where it did not come so far.
    var lastCut: String? { state.withLock { $0.cut } }

    private func serve(_ client: Connection) async {
        do {
            let engine = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .connect(unixDomainSocketPath: engine) { channel in
                    channel.eventLoop.makeCompletedFuture { try Self.wrapped(channel) }
                }
            let awaited = Awaited()
            try await client.executeThenClose { requests, answers in
                try await engine.executeThenClose { fromEngine, toEngine in
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask {
                            for try await bytes in requests {
                                switch self.look(at: bytes) {
                                case .before?: return
                                case .after?: awaited.set()
                                case nil: break
                                }
                                try await toEngine.write(bytes)
                            }
                            toEngine.finish()
                        }
                        group.addTask {
                            for try await bytes in fromEngine {
                                if awaited.take() {
                                    self.act()
                                    return
                                }
                                try await answers.write(bytes)
                            }
                            answers.finish()
                        }
                        try await group.waitForAll()
                    }
                }
            }
        } catch {
            // Whoever was cut has closed the connection.
        }
    }

    /// Whether some bytes begin the request that is to be cut.
    private func look(at bytes: ByteBuffer) -> Moment? {
        let head = String(buffer: bytes).prefix { !$0.isNewline }.split(separator: " ")
        guard head.count == 3, head[2].hasPrefix("HTTP/"), ["POST", "DELETE", "PUT"].contains(head[0]) else {
            return nil
        }
        let moment: Moment? = state.withLock { state in
            state.count += 1
            guard state.count == state.at else { return nil }
            state.cut = "\(head[0]) \(head[1].prefix { $0 != "?" })"
            return state.moment
        }
        if moment == .before { act() }
        return moment
    }

    private func act() {
        let action = state.withLock { state in
            defer { state.action = nil }
            return state.action
        }
        action?()
    }
}

/// Whether an answer is the one that nobody is to hear.
private final class Awaited: Sendable {
    private let flag = Mutex(false)

    func set() { flag.withLock { $0 = true } }

    func take() -> Bool {
        flag.withLock { flag in
            defer { flag = false }
            return flag
        }
    }
}
