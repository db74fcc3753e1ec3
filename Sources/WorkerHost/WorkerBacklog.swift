internal import Glibc
internal import Synchronization
public import WorkerProtocol

/// What was read from a worker and not taken by the host yet, so that a worker that floods cannot fill the host.
final class WorkerBacklog: Sendable {
    /// Bytes on the wire that may wait. As values they take many times that.
    static let limit = 8 << 20

    private let waiting = Atomic(0)
    private let total = Atomic(0)
    private let isAbandoned = Atomic(false)
    /// What was handed over and not looked at, the last first.
    private let handedOver = Mutex<[WorkerMessages.Item]>([])

    /// How many bytes came in messages so far.
    var received: Int { total.load(ordering: .relaxed) }

    /// Counts a message of so many bytes.
    func add(_ bytes: Int) {
        waiting.add(bytes, ordering: .relaxed)
        total.add(bytes, ordering: .relaxed)
    }

    /// Takes a message off that the host has taken.
    func remove(_ bytes: Int) { waiting.subtract(bytes, ordering: .relaxed) }

    /// Takes the next message of what was handed over.
    func next() -> WorkerMessages.Item? { handedOver.withLock { $0.popLast() } }

    /// Keeps what was handed over for whoever asks next.
    func keep(_ items: [WorkerMessages.Item]) { handedOver.withLock { $0 = items.reversed() } }

    /// Says that nobody will take anything any more.
    func abandon() { isAbandoned.store(true, ordering: .relaxed) }

    /// Blocks while too much waits. Only a worker that floods comes to wait, so looking now and then will do.
    func waitForRoom() {
        while waiting.load(ordering: .relaxed) > Self.limit, !isAbandoned.load(ordering: .relaxed) { usleep(1000) }
    }
}

/// The messages of one worker, in order, for one consumer. A `WireError` is the last element.
public struct WorkerMessages: AsyncSequence, Sendable {
    struct Item: Sendable {
        let message: Result<WorkerMessage, WireError>
        let size: Int
    }

    let stream: AsyncStream<[Item]>
    let backlog: WorkerBacklog

    /// Takes the messages one after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var pieces: AsyncStream<[Item]>.Iterator
        let backlog: WorkerBacklog

        /// The next message; `nil` when the worker has ended.
        public mutating func next(isolation actor: isolated (any Actor)?) async -> Result<WorkerMessage, WireError>? {
            while true {
                if let item = backlog.next() {
                    backlog.remove(item.size)
                    return item.message
                }
                guard let piece = await pieces.next(isolation: actor) else { return nil }
                backlog.keep(piece)
            }
        }

        /// The next message; `nil` when the worker has ended.
        public mutating func next() async -> Result<WorkerMessage, WireError>? { await next(isolation: nil) }
    }

    /// Begins to take messages.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(pieces: stream.makeAsyncIterator(), backlog: backlog)
    }
}
