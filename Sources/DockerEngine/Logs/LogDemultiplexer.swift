public import NIOCore

/// Takes the engine's combined output stream apart. Does no I/O, and keeps no more than eight bytes to itself.
///
/// Each frame has a header of eight bytes (the stream's number, three zeros, the length with its highest byte first)
/// and then its contents; reads cut frames anywhere.
/// https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach
public struct LogDemultiplexer: Sendable {
    /// What is wrong with a stream.
    public enum Failure: Error, Sendable, Hashable {
        /// A frame's header is none; the first byte names no stream, or the next three are not zero.
        case invalidHeader(UInt64)
        /// The stream ended within a frame.
        case cut
    }

    private var input = ByteBuffer()
    private var stream = LogStream.standardOutput
    /// How many bytes of the current frame are still to come.
    private var remaining = 0

    /// Starts at the beginning of a stream.
    public init() {}

    /// Adds what was read.
    public mutating func append(_ bytes: ByteBuffer) {
        if input.readableBytes == 0 {
            input = bytes
        } else {
            input.discardReadBytes()
            input.writeImmutableBuffer(bytes)
        }
    }

    /// The next piece of output; nil when more has to be read.
    /// - Throws: `Failure.invalidHeader`.
    public mutating func next() throws(Failure) -> LogChunk? {
        while true {
            if remaining > 0 {
                let length = min(remaining, input.readableBytes)
                guard length > 0, let bytes = input.readSlice(length: length) else { return nil }
                remaining -= length
                return LogChunk(stream: stream, bytes: bytes)
            }
            guard let header = input.readInteger(as: UInt64.self) else { return nil }
            guard let stream = LogStream(rawValue: UInt8(header >> 56)), header >> 32 & 0xFF_FFFF == 0 else {
                throw .invalidHeader(header)
            }
            self.stream = stream
            remaining = Int(header & 0xFFFF_FFFF)
        }
    }

    /// Says that the stream has ended.
    /// - Throws: `Failure.cut` when it ended within a frame.
    public func finish() throws(Failure) {
        guard remaining == 0, input.readableBytes == 0 else { throw .cut }
    }
}
