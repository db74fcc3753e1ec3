/// What texts of YAML say.
enum YAMLText {
    /// A text without quotation marks; line ends in it are blanks.
    static func plain(_ bytes: ArraySlice<UInt8>) -> String {
        var folding = Folding()
        for byte in bytes { folding.take(byte) }
        return folding.text
    }

    /// A text with its quotation marks.
    static func quoted(_ bytes: ArraySlice<UInt8>) -> String {
        let isDouble = bytes.first == UInt8(ascii: "\"")
        var folding = Folding()
        var rest = bytes.dropFirst().dropLast()
        while let byte = rest.popFirst() {
            if isDouble, byte == UInt8(ascii: "\\") {
                escape(&rest, &folding)
            } else {
                if !isDouble, byte == UInt8(ascii: "'") { rest = rest.dropFirst() }
                folding.take(byte)
            }
        }
        return folding.text
    }

    private static func escape(_ rest: inout ArraySlice<UInt8>, _ folding: inout Folding) {
        guard let kind = rest.popFirst() else { return }
        if kind.isLineBreak {
            if kind == 0x0D, rest.first == 0x0A { rest.removeFirst() }
            rest = rest.drop(while: \.isBlank)
            folding.keepBlanks()
            return
        }
        let digits = digits(ofEscape: kind) ?? 0
        guard digits > 0 else {
            folding.append(single[kind] ?? Unicode.Scalar(kind))
            return
        }
        func number() -> UInt32 {
            let value = rest.prefix(digits).reduce(UInt32(0)) { $0 << 4 | ($1.hexadecimalValue ?? 0) }
            rest = rest.dropFirst(digits)
            return value
        }
        let value = number()
        guard (0xD800..<0xDC00).contains(value), rest.starts(with: [UInt8(ascii: "\\"), kind]) else {
            folding.append(Unicode.Scalar(value) ?? "\u{FFFD}")
            return
        }
        // As in JSON, two may be the halves of one character.
        rest = rest.dropFirst(2)
        let low = number()
        let isPair = (0xDC00..<0xE000).contains(low)
        folding.append(
            (isPair ? Unicode.Scalar(0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)) : nil) ?? "\u{FFFD}")
    }

    /// How many digits an escape has; `nil` where it is none.
    static func digits(ofEscape kind: UInt8) -> Int? {
        switch kind {
        case UInt8(ascii: "x"): 2
        case UInt8(ascii: "u"): 4
        case UInt8(ascii: "U"): 8
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), 0x20, 0x09, 0x0A, 0x0D: 0
        default: single[kind] == nil ? nil : 0
        }
    }

    private static let single: [UInt8: Unicode.Scalar] = [
        UInt8(ascii: "0"): "\0", UInt8(ascii: "a"): "\u{07}", UInt8(ascii: "b"): "\u{08}", UInt8(ascii: "t"): "\t",
        UInt8(ascii: "n"): "\n", UInt8(ascii: "v"): "\u{0B}", UInt8(ascii: "f"): "\u{0C}", UInt8(ascii: "r"): "\r",
        UInt8(ascii: "e"): "\u{1B}", UInt8(ascii: "N"): "\u{85}", UInt8(ascii: "_"): "\u{A0}",
        UInt8(ascii: "L"): "\u{2028}", UInt8(ascii: "P"): "\u{2029}",
    ]

    /// A text in lines of its own.
    static func block(_ block: YAMLBlock, in bytes: [UInt8]) -> String {
        let all = block.headerEnd..<(block.chomping == UInt8(ascii: "+") ? block.trailingEnd : block.lines.upperBound)
        // The first line end is that of the indicator.
        var lines = lines(bytes[all]).dropFirst().map { line -> String in
            let blanks = min(block.indentation, line.prefix { $0 == 0x20 }.count)
            return String(decoding: line.dropFirst(blanks), as: UTF8.self)
        }[...]
        var breaks = 0
        while lines.last?.isEmpty == true {
            lines.removeLast()
            breaks += 1
        }
        let text = block.isFolded ? folded(lines) : lines.joined(separator: "\n")
        switch block.chomping {
        case UInt8(ascii: "-"): return text
        case UInt8(ascii: "+"): return text + String(repeating: "\n", count: breaks + (lines.isEmpty ? 0 : 1))
        default: return lines.isEmpty ? "" : text + "\n"
        }
    }

    private static func lines(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        var place = start
        while place < bytes.endIndex {
            guard bytes[place].isLineBreak else {
                place += 1
                continue
            }
            lines.append(bytes[start..<place])
            place += bytes[place] == 0x0D && place + 1 < bytes.endIndex && bytes[place + 1] == 0x0A ? 2 : 1
            start = place
        }
        return lines + [bytes[start...]]
    }

    private static func folded(_ lines: ArraySlice<String>) -> String {
        var text = ""
        var (breaks, isFirst, wasIndented) = (0, true, false)
        for line in lines {
            guard let first = line.utf8.first else {
                breaks += 1
                continue
            }
            let isIndented = first.isBlank
            if isFirst {
                text += String(repeating: "\n", count: breaks)
            } else if isIndented || wasIndented {
                text += String(repeating: "\n", count: breaks + 1)
            } else {
                text += breaks == 0 ? " " : String(repeating: "\n", count: breaks)
            }
            text += line
            (breaks, isFirst, wasIndented) = (0, false, isIndented)
        }
        return text
    }
}

/// Reads lines as one: blanks around a line end go, one is a blank, further ones are line ends.
private struct Folding {
    private var bytes: [UInt8] = []
    /// How many bytes are not blanks at the end of a line, whatever they are.
    private var kept = 0
    private var breaks = 0
    private var isBehindReturn = false

    var text: String {
        var all = self
        all.endLines()
        return String(decoding: all.bytes, as: UTF8.self)
    }

    mutating func take(_ byte: UInt8) {
        defer { isBehindReturn = byte == 0x0D }
        if byte.isLineBreak {
            if byte == 0x0A, isBehindReturn { return }
            if breaks == 0 { while bytes.count > kept, bytes.last?.isBlank == true { bytes.removeLast() } }
            breaks += 1
        } else if breaks == 0 || !byte.isBlank {
            endLines()
            bytes.append(byte)
        }
    }

    mutating func append(_ scalar: Unicode.Scalar) {
        endLines()
        bytes += UTF8.encode(scalar) ?? UTF8.EncodedScalar()
        kept = bytes.count
        isBehindReturn = false
    }

    mutating func keepBlanks() {
        endLines()
        kept = bytes.count
        isBehindReturn = false
    }

    private mutating func endLines() {
        if breaks == 1 { bytes.append(0x20) }
        if breaks > 1 { bytes += [UInt8](repeating: 0x0A, count: breaks - 1) }
        if breaks > 0 { kept = bytes.count }
        breaks = 0
    }
}
