import Synchronization

/// The lines a program has printed so far, to be read from the beginning by whoever waits for one of them.
final class LineTape: Sendable {
    private struct State {
        var lines: [String] = []
        var isEnded = false
        var readers: [AsyncStream<String>.Continuation] = []
    }

    private let state = Mutex(State())

    var lines: [String] { state.withLock { $0.lines } }

    func append(_ line: String) {
        state.withLock { state in
            state.lines.append(line)
            for reader in state.readers { reader.yield(line) }
        }
    }

    func end() {
        state.withLock { state in
            state.isEnded = true
            for reader in state.readers { reader.finish() }
            state.readers = []
        }
    }

    /// All lines, those to come included; a cancelled task gets no more.
    func stream() -> AsyncStream<String> {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        state.withLock { state in
            for line in state.lines { continuation.yield(line) }
            if state.isEnded { continuation.finish() } else { state.readers.append(continuation) }
        }
        return stream
    }
}
