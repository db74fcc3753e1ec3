import NIOCore

/// Cuts a stream of bytes into lines, whatever the reads look like. Does no I/O.
struct JSONLineSplitter {
    /// A line longer than this many bytes is rejected, so that a broken stream cannot fill the memory.
    static let lineLimit = 16 << 20

    /// A line was longer than `lineLimit`.
    struct LineTooLong: Error {}

    private var buffer = ByteBuffer()
    /// How many of the buffer's readable bytes are known to hold no line feed.
    private var searched = 0

    mutating func append(_ bytes: ByteBuffer) {
        var bytes = bytes
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            buffer.discardReadBytes()
            buffer.writeBuffer(&bytes)
        }
    }

    /// The next whole line that is not blank, without its end; nil when more bytes are needed.
    mutating func next() throws -> ByteBuffer? {
        while let line = try nextLine() {
            if line.readableBytesView.contains(where: { $0 > UInt8(ascii: " ") }) { return line }
        }
        return nil
    }

    /// What is left when the stream has ended without a last line feed.
    mutating func finish() -> ByteBuffer? {
        let rest = buffer
        buffer = ByteBuffer()
        searched = 0
        return rest.readableBytesView.contains(where: { $0 > UInt8(ascii: " ") }) ? rest : nil
    }

    private mutating func nextLine() throws -> ByteBuffer? {
        let view = buffer.readableBytesView
        guard let end = view[view.startIndex.advanced(by: searched)...].firstIndex(of: UInt8(ascii: "\n")) else {
            searched = view.count
            guard searched <= Self.lineLimit else { throw LineTooLong() }
            return nil
        }
        let length = view.distance(from: view.startIndex, to: end)
        searched = 0
        let line = buffer.readSlice(length: length)
        buffer.moveReaderIndex(forwardBy: 1)
        return line
    }
}
