public import NIOCore

/// Which of a container's output streams something was written to.
public enum LogStream: UInt8, Sendable, Hashable {
    /// Standard input, as far as the engine repeats it.
    case standardInput = 0
    /// Standard output; everything, when the container has a terminal.
    case standardOutput = 1
    /// Standard error.
    case standardError = 2
}

/// A piece of a container's output, cut wherever the network cut it.
public struct LogChunk: Sendable, Hashable {
    /// Where it was written to.
    public var stream: LogStream
    /// What was written.
    public var bytes: ByteBuffer

    /// Makes a piece of output.
    public init(stream: LogStream, bytes: ByteBuffer) {
        self.stream = stream
        self.bytes = bytes
    }
}
