internal import Glibc
internal import Synchronization
internal import Threads
public import WorkerProtocol

/// The host's end of the connection to a worker. A thread of its own reads it; sending never blocks.
public final class WorkerConnection: Sendable {
    /// Every message in order, for one consumer. A `WireError` is the last element; the sequence ends with the worker.
    public let messages: WorkerMessages
    /// Whether a thread reads it; without one it has ended already.
    let hasReader: Bool
    private let socket: WorkerSocket

    /// Takes an open socket over.
    /// - Parameter descriptor: the socket; it is closed when the connection has ended.
    public convenience init(descriptor: Int32) { self.init(descriptor: descriptor) { read in _ = read() } }

    /// - Parameter work: what the reading thread does; `read` returns at the connection's end, and says whether that was
    ///   a breach of the protocol.
    init(descriptor: Int32, work: @escaping @Sendable (_ read: () -> Bool) -> Void) {
        let (stream, continuation) = AsyncStream.makeStream(of: [WorkerMessages.Item].self)
        let socket = WorkerSocket(descriptor: descriptor)
        let backlog = WorkerBacklog()
        continuation.onTermination = { _ in backlog.abandon() }
        messages = WorkerMessages(stream: stream, backlog: backlog)
        self.socket = socket
        let end: @Sendable () -> Void = {
            socket.close()
            continuation.finish()
        }
        hasReader = SystemThread.start {
            work {
                defer { end() }
                return WorkerConnection.read(socket, into: continuation, counting: backlog)
            }
            end()
        }
        if !hasReader { end() }
    }

    /// Sends messages in one write where the socket takes them; the rest follows in the background.
    ///
    /// A worker that died is seen as the end of `messages`.
    public func send(_ messages: [HostMessage]) {
        var bytes: [UInt8] = []
        for message in messages { message.encode(into: &bytes) }
        socket.send(bytes)
    }

    /// Whether the worker has said something that has not been read yet, however busy this process is.
    var hasUnread: Bool { socket.hasUnread }

    func sendRaw(_ bytes: [UInt8]) { socket.send(bytes) }

    /// Says that nothing more will be sent: the worker ends as soon as it has done what it was sent.
    public func close() { socket.finishSending() }

    deinit { socket.shutDown() }

    /// Reads until the worker closes, or breaks the protocol: then the result is `true`.
    private static func read(
        _ socket: WorkerSocket, into continuation: AsyncStream<[WorkerMessages.Item]>.Continuation,
        counting backlog: WorkerBacklog
    ) -> Bool {
        var frames = FrameReader(maximumValues: Frame.maximumValues)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = socket.read(into: &buffer)
            guard count > 0 else { return false }
            frames.append(buffer[0..<count])
            // All that came in one piece is handed over in one: waking the host costs more than a message.
            var items: [WorkerMessages.Item] = []
            do throws(WireError) {
                while let frame = try frames.next() {
                    let message = try WorkerMessage(opcode: frame.opcode, body: frame.body)
                    backlog.add(frame.size)
                    items.append(WorkerMessages.Item(message: .success(message), size: frame.size))
                }
            } catch {
                continuation.yield(items + [WorkerMessages.Item(message: .failure(error), size: 0)])
                return true
            }
            if !items.isEmpty { continuation.yield(items) }
            backlog.waitForRoom()
        }
    }
}
