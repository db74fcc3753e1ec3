import NIOCore

/// Cuts a container's output into lines, for each stream on its own. Does no I/O.
struct LogLineSplitter: Sendable {
    let limit: Int
    private var partial: [LogStream: ByteBuffer] = [:]

    init(limit: Int) {
        self.limit = limit
    }

    /// Adds a piece of output and returns the lines it has completed.
    mutating func lines(completedBy chunk: LogChunk) -> [ContainerLogLine] {
        var bytes = partial.removeValue(forKey: chunk.stream) ?? ByteBuffer()
        bytes.discardReadBytes()
        bytes.writeImmutableBuffer(chunk.bytes)
        var lines: [ContainerLogLine] = []
        while bytes.readableBytes > 0 {
            let view = bytes.readableBytesView
            let end = view.prefix(limit).firstIndex(of: UInt8(ascii: "\n"))
            guard
                let length = end.map({ view.distance(from: view.startIndex, to: $0) })
                    ?? (view.count >= limit ? limit : nil)
            else { break }
            lines.append(ContainerLogLine(stream: chunk.stream, bytes.readSlice(length: length)))
            if end != nil { bytes.moveReaderIndex(forwardBy: 1) }
        }
        if bytes.readableBytes > 0 { partial[chunk.stream] = bytes }
        return lines
    }

    /// What is left when the output has ended without a last line feed.
    mutating func finish() -> [ContainerLogLine] {
        defer { partial = [:] }
        return partial.sorted { $0.key.rawValue < $1.key.rawValue }.map { ContainerLogLine(stream: $0.key, $0.value) }
    }
}

extension ContainerLogLine {
    /// Terminals end lines with a carriage return too; it is not part of the text.
    fileprivate init(stream: LogStream, _ bytes: ByteBuffer?) {
        let text = bytes.map { String(decoding: $0.readableBytesView, as: UTF8.self) } ?? ""
        self.init(stream: stream, text: text.last == "\r" ? String(text.dropLast()) : text)
    }
}
