public import NIOCore
import NIOPosix
import Synchronization

/// The tar archive of a build context as a stream of chunks, each made when it is requested.
///
/// It can be read several times; each reading walks the directory anew.
public struct ContextArchive: AsyncSequence, Sendable {
    /// A chunk of the archive.
    public typealias Element = ByteBuffer

    let context: BuildContext
    let digest: ContextDigest?
    let remark: @Sendable (String) -> Void

    /// Starts a reading of the archive.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(producer: Producer(context: context, digest: digest, remark: remark))
    }

    /// One reading of the archive. Files are read on threads of their own, never on those of Swift's tasks.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let producer: Producer

        /// The next chunk; nil at the end.
        /// - Throws: `BuildContextError`.
        public mutating func next() async throws -> ByteBuffer? {
            let producer = producer
            return try await NIOThreadPool.singleton.runIfActive { try producer.next() }
        }
    }

    /// Holds the archiver where the reading threads can reach it, one at a time.
    fileprivate final class Producer: Sendable {
        private enum State {
            case waiting(BuildContext, ContextDigest?)
            case running(ContextArchiver)
        }
        private let state: Mutex<State>
        private let remark: @Sendable (String) -> Void

        init(context: BuildContext, digest: ContextDigest?, remark: @escaping @Sendable (String) -> Void) {
            state = Mutex(.waiting(context, digest))
            self.remark = remark
        }

        func next() throws -> ByteBuffer? {
            try state.withLock { state in
                var archiver =
                    switch state {
                    case .waiting(let context, let digest):
                        try ContextArchiver(context: context, digest: digest, remark: remark)
                    case .running(let archiver): archiver
                    }
                defer { state = .running(archiver) }
                return try archiver.next()
            }
        }
    }
}
