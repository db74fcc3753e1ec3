/// A line of a container's output.
public struct ContainerLogLine: Sendable, Hashable {
    /// Where it was written to.
    public var stream: LogStream
    /// The line without its end.
    public var text: String

    /// Makes a line.
    public init(stream: LogStream, text: String) {
        self.stream = stream
        self.text = text
    }
}

/// A container's output in lines. It can be read once.
public struct ContainerLogLines: AsyncSequence, Sendable {
    /// A line of output.
    public typealias Element = ContainerLogLine

    let logs: ContainerLogs
    let limit: Int

    /// Starts reading.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(chunks: logs.makeAsyncIterator(), splitter: LogLineSplitter(limit: limit))
    }

    /// One reading of the output.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var chunks: ContainerLogs.AsyncIterator
        var splitter: LogLineSplitter
        private var ready: ArraySlice<ContainerLogLine> = []
        private var hasEnded = false

        init(chunks: ContainerLogs.AsyncIterator, splitter: LogLineSplitter) {
            self.chunks = chunks
            self.splitter = splitter
        }

        /// The next line; nil at the end.
        /// - Throws: `DockerError`, `streamCut` when the connection broke.
        public mutating func next() async throws -> ContainerLogLine? {
            while true {
                if let line = ready.popFirst() { return line }
                if hasEnded { return nil }
                if let chunk = try await chunks.next() {
                    ready = splitter.lines(completedBy: chunk)[...]
                } else {
                    hasEnded = true
                    ready = splitter.finish()[...]
                }
            }
        }
    }
}
