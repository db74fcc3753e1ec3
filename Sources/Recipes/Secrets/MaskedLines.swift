import TextSafety

/// Cuts text that comes in pieces into lines, masked before anything is cut.
public struct MaskedLines: Sendable {
    private var stream: MaskingStream
    private let limit: Int
    private var line: [UInt8] = []
    private var leftOut = 0

    /// Starts with the first line.
    /// - Parameters:
    ///   - secrets: what is masked.
    ///   - limit: how much of one line is kept, in bytes; the rest of it is left out.
    public init(_ secrets: SecretStore, limit: Int) {
        stream = secrets.stream
        self.limit = limit
    }

    /// Takes some bytes, and gives what is masked of the text by now and the lines it has completed.
    public mutating func append(_ bytes: some Sequence<UInt8>) -> (bytes: [UInt8], lines: [String]) {
        let masked = stream.append(bytes)
        return (masked, lines(completedBy: masked))
    }

    /// Takes the end: the last line may lack its own.
    public mutating func finish() -> (bytes: [UInt8], lines: [String]) {
        let masked = stream.finish()
        var lines = lines(completedBy: masked)
        if !line.isEmpty || leftOut > 0 { lines.append(takeLine()) }
        return (masked, lines)
    }

    private mutating func lines(completedBy bytes: [UInt8]) -> [String] {
        var lines: [String] = []
        for (index, part) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
            if index > 0 { lines.append(takeLine()) }
            let room = max(0, limit - line.count)
            line += part.prefix(room)
            leftOut += max(0, part.count - room)
        }
        return lines
    }

    private mutating func takeLine() -> String {
        defer {
            line.removeAll(keepingCapacity: true)
            leftOut = 0
        }
        if line.last == 13 { line.removeLast() }
        // Of what a program has drawn over, the last is what counts.
        let shown = line[(line.lastIndex(of: 13).map { $0 + 1 } ?? 0)...]
        return SafeText.decoded(shown) + (leftOut > 0 ? " … (\(leftOut) more bytes)" : "")
    }
}
