/// The bytes of one Lua file with the table that turns byte offsets into lines and columns.
public struct LuaSource: Sendable {
    /// Largest source that is parsed; a bigger one gets a diagnostic instead of a tree.
    public static let maximumByteCount = 1 << 30

    /// Name shown in messages, usually the file's path.
    public let name: String

    /// The bytes as read from the file.
    public let bytes: [UInt8]

    /// Offset where Lua code begins: after a UTF-8 byte order mark and a first line that starts with `#`.
    ///
    /// Lua skips both for files only (`luaL_loadfilex`, lauxlib.c); text handed to `lua_load` must start here.
    public let codeStart: Int

    private let lineStarts: [UInt32]

    /// Makes a source from bytes.
    /// - Parameters:
    ///   - name: Name shown in messages.
    ///   - bytes: The file's content; any bytes, not only valid UTF-8.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        codeStart = Self.findCodeStart(in: bytes)
        lineStarts = Self.findLineStarts(in: bytes)
    }

    /// Makes a source from text.
    /// - Parameters:
    ///   - name: Name shown in messages.
    ///   - text: The Lua text.
    public init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }

    /// Number of lines; at least 1.
    public var lineCount: Int { lineStarts.count }

    /// The line a byte lies on, counted from 1.
    /// - Parameter offset: A byte offset; one past the end belongs to the last line.
    public func line(at offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(lineStarts[middle]) <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    /// The line and column of a byte.
    /// - Parameter offset: A byte offset.
    public func position(at offset: Int) -> LinePosition {
        let line = line(at: offset)
        let before = bytes[Int(lineStarts[line - 1])..<min(offset, bytes.count)]
        return LinePosition(line: line, column: 1 + before.count { $0 & 0xC0 != 0x80 })
    }

    /// The bytes of one line without its end.
    /// - Parameter line: Line number from 1 to `lineCount`.
    public func span(ofLine line: Int) -> SourceSpan {
        let start = Int(lineStarts[line - 1])
        var end = line < lineStarts.count ? Int(lineStarts[line]) : bytes.count
        while end > start, bytes[end - 1].isNewline { end -= 1 }
        return SourceSpan(start: start, end: end)
    }

    /// The text of a span; bytes that are not UTF-8 become U+FFFD.
    /// - Parameter span: A span of this source.
    public func text(of span: SourceSpan) -> String {
        String(decoding: bytes[span.range], as: UTF8.self)
    }

    private static func findCodeStart(in bytes: [UInt8]) -> Int {
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        guard start < bytes.count, bytes[start] == UInt8(ascii: "#") else { return start }
        return bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    }

    private static func findLineStarts(in bytes: [UInt8]) -> [UInt32] {
        var starts: [UInt32] = [0]
        starts.reserveCapacity(bytes.count / 24 + 1)
        var offset = 0
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            guard byte.isNewline else { continue }
            if offset < bytes.count, bytes[offset].isNewline, bytes[offset] != byte { offset += 1 }
            starts.append(UInt32(truncatingIfNeeded: offset))
        }
        return starts
    }
}
