import Foundation

/// Reads lines from a descriptor and lets itself be interrupted while it waits.
struct LineReader {
    enum Input: Hashable {
        case line(String)
        case endOfInput
        case interrupted
    }

    /// The maximum length of a line, in bytes; the rest of a longer one is the next line.
    private static let lineLimit = 64 << 10

    private let descriptor: Int32
    private var buffer: [UInt8] = []

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Forgets what was typed before a question was shown: it cannot have been the answer to it.
    mutating func discardTypedAhead() {
        guard isatty(descriptor) == 1 else { return }
        tcflush(descriptor, TCIFLUSH)
        buffer = []
    }

    /// The next line without its end.
    mutating func next(unless interruption: Interruption) -> Input {
        while true {
            if let line = takeLine() { return .line(line) }
            if let end = fill(unless: interruption) { return end }
        }
    }

    /// Waits for bytes and takes them in; returns only what ends the waiting for good.
    private mutating func fill(unless interruption: Interruption) -> Input? {
        var requests = [
            pollfd(fd: interruption.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&requests, 2, -1) >= 0 else { return errno == EINTR ? nil : .endOfInput }
        if requests[0].revents != 0 { return .interrupted }
        guard requests[1].revents != 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &bytes, bytes.count)
        if count < 0 { return errno == EINTR || errno == EAGAIN ? nil : .endOfInput }
        if count == 0 { return endOfInput() }
        buffer += bytes.prefix(count)
        return nil
    }

    private mutating func takeLine() -> String? {
        if let end = buffer.firstIndex(of: 10) { return take(end, dropping: 1) }
        return buffer.count >= Self.lineLimit ? take(Self.lineLimit, dropping: 0) : nil
    }

    private mutating func take(_ count: Int, dropping separator: Int) -> String {
        let line = String(decoding: buffer.prefix(count), as: UTF8.self)
        buffer.removeFirst(count + separator)
        return line
    }

    private mutating func endOfInput() -> Input {
        if buffer.isEmpty { return .endOfInput }
        return .line(take(buffer.count, dropping: 0))
    }
}
