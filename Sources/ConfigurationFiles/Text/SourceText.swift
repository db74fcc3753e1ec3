/// A file as text: UTF-8 to look at, and the bytes that it was, of which only those of an edit change.
struct SourceText: Sendable {
    /// The text in UTF-8, without its mark of byte order. Offsets count in these.
    let utf8: [UInt8]
    /// How the file writes it.
    let encoding: TextEncoding
    /// The mark of byte order that the file begins with.
    private let mark: [UInt8]
    /// The file's bytes after the mark.
    private let original: [UInt8]

    /// How many bytes of a file are read.
    static let largestSize = 8 << 20

    /// Decodes a file.
    /// - Parameter format: says what an encoding is when there is no mark.
    init(_ bytes: [UInt8], format: ConfigurationFormat?) throws(ConfigurationError) {
        guard bytes.count <= Self.largestSize else {
            throw ConfigurationError(
                .tooLarge, "it has \(bytes.count) bytes; files of up to \(Self.largestSize) are changed")
        }
        (mark, encoding) = try Self.encoding(of: bytes, format)
        original = Array(bytes.dropFirst(mark.count))
        utf8 = try Self.decode(original, encoding)
        if let place = utf8.firstIndex(of: 0) {
            throw ConfigurationError(
                .encoding, at: Self.position(of: place, in: utf8), "it holds a zero byte, so it is no text",
                hint: "UTF-16 needs a mark of byte order at its start")
        }
    }

    /// The line end that the file uses: that of its first line.
    var lineEnd: String {
        guard let place = utf8.firstIndex(of: UInt8(ascii: "\n")) else { return "\n" }
        return place > 0 && utf8[place - 1] == UInt8(ascii: "\r") ? "\r\n" : "\n"
    }

    /// The line and the column of an offset.
    func position(of offset: Int) -> TextPosition { Self.position(of: offset, in: utf8) }

    /// An error at an offset.
    func malformed(_ offset: Int, _ message: String, hint: String? = nil) -> ConfigurationError {
        ConfigurationError(.malformed, at: position(of: offset), message, hint: hint)
    }

    /// A piece of the text.
    func string(_ range: Range<Int>) -> String { String(decoding: utf8[range], as: UTF8.self) }

    /// The file with some edits made, and every other byte as it was.
    /// - Parameter edits: do not overlap; of two at one place the first comes first.
    func applying(_ edits: [TextEdit]) throws(ConfigurationError) -> [UInt8] {
        let ordered = edits.enumerated().sorted {
            ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
        }.map(\.element)
        var offsets = OriginalOffsets(self)
        var result = mark
        var (last, done) = (0, 0)
        for edit in ordered {
            guard edit.range.lowerBound >= last else {
                throw ConfigurationError(.unwritable, "two of the keys lead to the same value")
            }
            let start = offsets.original(of: edit.range.lowerBound)
            result += original[done..<start]
            result += try encoded(edit.text)
            done = offsets.original(of: edit.range.upperBound)
            last = edit.range.upperBound
        }
        return result + original[done...]
    }

    private func encoded(_ text: String) throws(ConfigurationError) -> [UInt8] {
        if encoding == .utf8 { return Array(text.utf8) }
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            guard let encoded = encoding.bytes(of: scalar) else {
                throw ConfigurationError(.unwritable, "the file's encoding has not all characters of the value")
            }
            bytes += encoded
        }
        return bytes
    }

    /// Finds the original's offsets of ascending offsets of the UTF-8.
    private struct OriginalOffsets {
        private let text: SourceText
        private var (place, units) = (0, 0)

        init(_ text: SourceText) { self.text = text }

        mutating func original(of offset: Int) -> Int {
            switch text.encoding {
            case .utf8, .ascii: return offset
            case .latin1, .windows1252:
                units += text.utf8[place..<offset].count { $0 & 0xC0 != 0x80 }
            case .utf16LittleEndian, .utf16BigEndian:
                // What has four bytes in UTF-8 has two units in UTF-16.
                units += text.utf8[place..<offset].reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : $1 >= 0xF0 ? 4 : 2) }
            }
            place = offset
            return units
        }
    }
}

extension SourceText {
    private static func position(of offset: Int, in bytes: [UInt8]) -> TextPosition {
        var (line, start) = (1, 0)
        let end = min(offset, bytes.count)
        for place in 0..<end {
            let isEnd =
                bytes[place] == UInt8(ascii: "\n")
                || bytes[place] == UInt8(ascii: "\r")
                    && !(place + 1 < bytes.count && bytes[place + 1] == UInt8(ascii: "\n"))
            if isEnd { (line, start) = (line + 1, place + 1) }
        }
        return TextPosition(line: line, column: bytes[start..<end].count { $0 & 0xC0 != 0x80 } + 1)
    }

    private static func encoding(
        of bytes: [UInt8], _ format: ConfigurationFormat?
    ) throws(ConfigurationError) -> (mark: [UInt8], TextEncoding) {
        let marks: [([UInt8], TextEncoding?)] = [
            ([0xEF, 0xBB, 0xBF], .utf8), ([0xFF, 0xFE, 0, 0], nil), ([0, 0, 0xFE, 0xFF], nil),
            ([0xFF, 0xFE], .utf16LittleEndian), ([0xFE, 0xFF], .utf16BigEndian),
        ]
        if let (mark, encoding) = marks.first(where: { bytes.starts(with: $0.0) }) {
            guard let encoding else {
                throw ConfigurationError(
                    .encoding, "it is UTF-32, which is not changed", hint: "save it as UTF-8")
            }
            if encoding == .utf8, format == .xml { try checkDeclaration(bytes, mark.count) }
            return (mark, encoding)
        }
        switch format {
        case .xml: return ([], try declaredEncoding(bytes[...]) ?? .utf8)
        // Java reads them so, unless it is told otherwise.
        case .properties where String(validating: bytes, as: UTF8.self) == nil: return ([], .latin1)
        default: return ([], .utf8)
        }
    }

    private static func checkDeclaration(_ bytes: [UInt8], _ start: Int) throws(ConfigurationError) {
        guard let declared = try declaredEncoding(bytes[start...]), declared != .utf8 else { return }
        throw ConfigurationError(
            .encoding, at: TextPosition(line: 1, column: 1),
            "it begins with the mark of UTF-8, and its XML declaration names another encoding",
            hint: "correct the declaration: encoding=\"utf-8\"")
    }

    /// What the XML declaration at the start says.
    private static func declaredEncoding(_ bytes: ArraySlice<UInt8>) throws(ConfigurationError) -> TextEncoding? {
        let head = String(decoding: bytes.prefix(200), as: UTF8.self)
        guard head.hasPrefix("<?xml"), let end = head.firstRange(of: "?>"),
            let match = head[..<end.lowerBound].firstMatch(of: /\sencoding\s*=\s*(?:"([^"]*)"|'([^']*)')/)
        else { return nil }
        let name = String(match.1 ?? match.2 ?? "")
        if let encoding = TextEncoding(declared: name) { return encoding }
        let isUTF16 = name.lowercased().hasPrefix("utf-16")
        throw ConfigurationError(
            .encoding, at: TextPosition(line: 1, column: 1),
            isUTF16
                ? "its XML declaration says UTF-16, and it has no mark of byte order"
                : "its XML declaration names an encoding that is not read",
            hint: "save it as UTF-8, with encoding=\"utf-8\"")
    }

    private static func decode(_ bytes: [UInt8], _ encoding: TextEncoding) throws(ConfigurationError) -> [UInt8] {
        switch encoding {
        case .utf8:
            guard String(validating: bytes, as: UTF8.self) != nil else { throw notUTF8(bytes) }
            return bytes
        case .utf16LittleEndian, .utf16BigEndian:
            return try decodeUTF16(bytes, isLittle: encoding == .utf16LittleEndian)
        case .latin1, .windows1252, .ascii:
            var result: [UInt8] = []
            result.reserveCapacity(bytes.count)
            for byte in bytes {
                guard let scalar = encoding.scalar(of: byte) else {
                    throw ConfigurationError(
                        .encoding, at: position(of: result.count, in: result),
                        "a byte here has no meaning in the encoding that the XML declaration names")
                }
                result += UTF8.encode(scalar) ?? UTF8.EncodedScalar()
            }
            return result
        }
    }

    private static func notUTF8(_ bytes: [UInt8]) -> ConfigurationError {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var count = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { count += UTF8.width(scalar) }
        return ConfigurationError(
            .encoding, at: position(of: count, in: bytes), "it is no UTF-8 here", hint: "save it as UTF-8")
    }

    private static func decodeUTF16(_ bytes: [UInt8], isLittle: Bool) throws(ConfigurationError) -> [UInt8] {
        let units = stride(from: 0, to: bytes.count - 1, by: 2).map { place in
            UInt16(bytes[place + (isLittle ? 1 : 0)]) << 8 | UInt16(bytes[place + (isLittle ? 0 : 1)])
        }
        var result: [UInt8] = []
        var decoder = UTF16()
        var iterator = units.makeIterator()
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): result += UTF8.encode(scalar) ?? UTF8.EncodedScalar()
            case .emptyInput where bytes.count.isMultiple(of: 2): return result
            case .emptyInput, .error:
                throw ConfigurationError(.encoding, at: position(of: result.count, in: result), "it is no UTF-16 here")
            }
        }
    }
}

extension UTF8 {
    /// How many bytes a character has.
    fileprivate static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case ..<0x80: 1
        case ..<0x800: 2
        case ..<0x10000: 3
        default: 4
        }
    }
}
