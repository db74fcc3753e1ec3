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
        let path = ByteName.bytes(entry.kind == .directory ? entry.path + "/" : entry.path)
        var fields = Fields(name: path, mode: entry.mode, modified: entry.modified, type: UInt8(ascii: "0"))
        switch entry.kind {
        case .file(let size): fields.size = size
        case .directory: fields.type = UInt8(ascii: "5")
        case .link(let target): (fields.type, fields.target) = (UInt8(ascii: "2"), ByteName.bytes(target))
        case .sameFile(let first): (fields.type, fields.target) = (UInt8(ascii: "1"), ByteName.bytes(first))
        case .pipe: fields.type = UInt8(ascii: "6")
        case .device(let isBlock, let major, let minor):
            fields.type = UInt8(ascii: isBlock ? "4" : "3")
            (fields.major, fields.minor) = (major, minor)
        }

        var records: [UInt8] = []
        if !fits(path) { records += record("path", path) }
        if !fits(fields.target) { records += record("linkpath", fields.target) }
        if fields.size > octalLimit { records += record("size", Array(String(fields.size).utf8)) }
        if !(0...octalLimit).contains(entry.modified) {
            records += record("mtime", Array(String(entry.modified).utf8))
        }
        if !records.isEmpty {
            let header = Fields(
                name: Array("PaxHeader".utf8), mode: 0o644, size: Int64(records.count), type: UInt8(ascii: "x"))
            header.write(to: &buffer)
            buffer.writeBytes(records)
            pad(after: Int64(records.count), &buffer)
        }
        fields.write(to: &buffer)
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
    private static func fits(_ text: [UInt8]) -> Bool {
        text.count <= 100 && text.allSatisfy { $0 < 0x80 }
    }

    /// One PAX record, `length key=value\n`, whose length counts its own digits. Values are bytes, as docker sends them.
    private static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
        let rest = Array(" \(key)=".utf8) + value + [UInt8(ascii: "\n")]
        var length = rest.count + 1
        while "\(length)".utf8.count + rest.count != length { length += 1 }
        return Array("\(length)".utf8) + rest
    }

    private struct Fields {
        var name: [UInt8]
        var mode: UInt32
        var size: Int64 = 0
        var modified: Int64 = 0
        var type: UInt8
        var target: [UInt8] = []
        var major: UInt32 = 0
        var minor: UInt32 = 0

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
            octal(Int64(major), 8, &buffer)
            octal(Int64(minor), 8, &buffer)
            buffer.writeRepeatingByte(0, count: 167)
            let sum = (start..<start + TarHeader.blockSize).reduce(0) {
                $0 + Int64(buffer.getInteger(at: $1, as: UInt8.self) ?? 0)
            }
            let digits = String(sum, radix: 8)
            buffer.setString(String(repeating: "0", count: 6 - digits.count) + digits + "\u{0} ", at: start + 148)
        }

        private func text(_ value: [UInt8], _ width: Int, _ buffer: inout ByteBuffer) {
            let bytes = value.prefix(width)
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
