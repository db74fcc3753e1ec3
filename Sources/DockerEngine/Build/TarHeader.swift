import NIOCore

/// Writes the headers of a tar archive: USTAR, with a PAX extension where a field is too small (POSIX.1-2017, pax).
///
/// Owner and group are always 0, so that the same tree gives the same archive whoever sends it.
enum TarHeader {
    static let blockSize = 512
    /// The largest number that eleven octal digits hold.
    private static let octalLimit: Int64 = 0o77_777_777_777

    /// Appends the header of an entry; its contents, if any, come right after.
    static func write(_ entry: ContextEntry, to buffer: inout ByteBuffer) {
        let path = entry.kind == .directory ? entry.path + "/" : entry.path
        var size: Int64 = 0
        var target = ""
        var type = UInt8(ascii: "0")
        switch entry.kind {
        case .file(let bytes): size = bytes
        case .directory: type = UInt8(ascii: "5")
        case .link(let destination):
            type = UInt8(ascii: "2")
            target = destination
        }

        var records = ""
        if !fits(path) { records += record("path", path) }
        if !fits(target) { records += record("linkpath", target) }
        if size > octalLimit { records += record("size", String(size)) }
        if !(0...octalLimit).contains(entry.modified) { records += record("mtime", String(entry.modified)) }
        if !records.isEmpty {
            let header = Fields(
                name: "PaxHeader", mode: 0o644, size: Int64(records.utf8.count), type: UInt8(ascii: "x"))
            header.write(to: &buffer)
            buffer.writeString(records)
            pad(after: Int64(records.utf8.count), &buffer)
        }
        Fields(
            name: path, mode: entry.mode, size: size, modified: entry.modified, type: type, target: target
        ).write(to: &buffer)
    }

    /// Fills the last block of contents of this length with zeros.
    static func pad(after length: Int64, _ buffer: inout ByteBuffer) {
        let rest = Int(length % Int64(blockSize))
        if rest > 0 { buffer.writeRepeatingByte(0, count: blockSize - rest) }
    }

    /// Appends the two empty blocks that end an archive.
    static func writeEnd(to buffer: inout ByteBuffer) {
        buffer.writeRepeatingByte(0, count: 2 * blockSize)
    }

    /// A USTAR text field holds 100 bytes, and only ASCII is understood alike everywhere.
    private static func fits(_ text: String) -> Bool {
        text.utf8.count <= 100 && text.utf8.allSatisfy { $0 < 0x80 }
    }

    /// One PAX record, `length key=value\n`, whose length counts its own digits.
    private static func record(_ key: String, _ value: String) -> String {
        let rest = " \(key)=\(value)\n"
        var length = rest.utf8.count + 1
        while "\(length)".utf8.count + rest.utf8.count != length { length += 1 }
        return "\(length)\(rest)"
    }

    private struct Fields {
        var name: String
        var mode: UInt32
        var size: Int64
        var modified: Int64 = 0
        var type: UInt8
        var target = ""

        func write(to buffer: inout ByteBuffer) {
            let start = buffer.writerIndex
            text(name, 100, &buffer)
            octal(Int64(mode), 8, &buffer)
            octal(0, 8, &buffer)
            octal(0, 8, &buffer)
            octal(size, 12, &buffer)
            octal(modified, 12, &buffer)
            buffer.writeRepeatingByte(UInt8(ascii: " "), count: 8)
            buffer.writeInteger(type)
            text(target, 100, &buffer)
            buffer.writeString("ustar\u{0}00")
            buffer.writeRepeatingByte(0, count: 64)
            octal(0, 8, &buffer)
            octal(0, 8, &buffer)
            buffer.writeRepeatingByte(0, count: 167)
            let sum = (start..<start + TarHeader.blockSize).reduce(0) {
                $0 + Int64(buffer.getInteger(at: $1, as: UInt8.self) ?? 0)
            }
            let digits = String(sum, radix: 8)
            buffer.setString(String(repeating: "0", count: 6 - digits.count) + digits + "\u{0} ", at: start + 148)
        }

        private func text(_ value: String, _ width: Int, _ buffer: inout ByteBuffer) {
            let bytes = value.utf8.prefix(width)
            buffer.writeBytes(bytes)
            buffer.writeRepeatingByte(0, count: width - bytes.count)
        }

        /// A number the field cannot hold is written as 0; a PAX record has the true value.
        private func octal(_ value: Int64, _ width: Int, _ buffer: inout ByteBuffer) {
            let digits = String(value, radix: 8)
            let shown = value < 0 || digits.count > width - 1 ? "0" : digits
            buffer.writeString(String(repeating: "0", count: width - 1 - shown.count) + shown + "\u{0}")
        }
    }
}
