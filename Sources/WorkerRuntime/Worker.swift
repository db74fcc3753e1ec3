internal import Glibc
internal import LuaRuntime
internal import LuaValues
public import WorkerProtocol

/// The worker's side of the wire: reads what the host sends, runs Lua until it waits, writes what it said.
public final class Worker {
    private let descriptor: Int32
    private var frames = FrameReader()
    private var scheduler: Scheduler?
    /// How many messages were handled since the recipe's start, which is the first.
    private var handled = 0
    /// How much is said at once while there is more to handle, in bytes.
    private static let piece = 1 << 14
    private var outgoing: [UInt8] = []
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    /// Makes a worker that talks over an open descriptor.
    public init(descriptor: Int32) { self.descriptor = descriptor }

    /// Runs until the host closes the connection.
    ///
    /// Each message is handled to its end before the next, however they arrive: the order in which branches run then
    /// depends on the order of the messages alone.
    /// - Throws: `WireError` when the host broke the protocol; the process ends then.
    public func run() throws(WireError) {
        WorkerMessage.ready(luaVersion: LuaVM.version).encode(into: &outgoing)
        while true {
            while let frame = try frames.next() {
                try handle(HostMessage(opcode: frame.opcode, body: frame.body))
                if scheduler != nil { handled += 1 }
                if outgoing.count > Self.piece, !flush() { return }
            }
            if let scheduler, !scheduler.isFinished { WorkerMessage.idle(handled: handled).encode(into: &outgoing) }
            guard flush(), read() else { return }
        }
    }

    private func handle(_ message: HostMessage) throws(WireError) {
        switch message {
        case .evaluate(let source, let limits) where scheduler == nil:
            WorkerMessage.evaluated(DataFile.evaluate(source, limits: limits)).encode(into: &outgoing)
        case .start(let start) where scheduler == nil:
            do {
                scheduler = try Scheduler(start: start)
            } catch {
                let failure = RecipeFailure(kind: .error, message: error.description)
                WorkerMessage.finished(.failure(failure)).encode(into: &outgoing)
            }
        default:
            guard let scheduler else { throw WireError("a message before the recipe started") }
            try scheduler.receive(message)
        }
        guard let scheduler else { return }
        scheduler.run()
        for message in scheduler.takeOutgoing() { message.encode(into: &outgoing) }
    }

    private func read() -> Bool {
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count > 0 {
                frames.append(buffer[0..<count])
                return true
            }
            if count == 0 || errno != EINTR { return false }
        }
    }

    private func flush() -> Bool {
        defer { outgoing.removeAll(keepingCapacity: true) }
        return outgoing.withUnsafeBytes { raw in
            var sent = 0
            while sent < raw.count {
                let rest = UnsafeRawBufferPointer(rebasing: raw[sent...])
                let count = send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                if count < 0, errno == EINTR { continue }
                if count <= 0 { return false }
                sent += count
            }
            return true
        }
    }
}
