/// Counting of line ends as Lua counts them.
enum LineCount {
    /// Number of line ends: `\n`, `\r`, `\r\n` and `\n\r` each count once.
    static func newlines(in bytes: ArraySlice<UInt8>) -> Int {
        var count = 0
        var rest = bytes
        while let byte = rest.popFirst() {
            guard byte.isNewline else { continue }
            count += 1
            if let next = rest.first, next.isNewline, next != byte { rest.removeFirst() }
        }
        return count
    }
}
