import Foundation

/// What is looked for in text to find a value in it.
///
/// How text is escaped is undone while it is read (see `TextView`); what is left are the value itself, its lines, and the
/// encodings that cannot be undone without knowing where they begin.
struct SecretForms {
    /// Shorter ones are too common to be masked without making text unreadable.
    static let shortest = 4

    /// A shorter value is not looked for across white space: it would be found where it is not.
    static let longEnoughToBreak = 8

    /// Needles for text whose escapes are undone and whose line breaks are taken out.
    private(set) var plain: Set<[UInt8]> = []
    /// Needles for text whose white space, quotes and backslashes are taken out as well.
    private(set) var bare: Set<[UInt8]> = []

    init(_ value: [UInt8]) {
        for piece in Self.pieces(of: value) { add(piece) }
        plain = plain.filter { $0.count >= Self.shortest }
        bare = bare.filter { $0.count >= Self.shortest }
    }

    private mutating func add(_ piece: [UInt8]) {
        let view = TextView(piece).withoutBreaks(isComplete: true)
        guard view.bytes.count >= Self.shortest else { return }
        plain.insert(view.bytes)
        // As forms have it (https://url.spec.whatwg.org/#urlencoded-serializing).
        if view.bytes.contains(0x20) { plain.insert(view.bytes.map { $0 == 0x20 ? 0x2b : $0 }) }
        let bare = view.bare.bytes
        if bare.count >= Self.longEnoughToBreak || view.bytes.contains(where: TextView.isQuote) {
            self.bare.insert(bare)
        }
        for encoded in Self.encodings(of: piece) {
            plain.insert(encoded)
            if encoded.count >= Self.longEnoughToBreak { self.bare.insert(encoded) }
        }
    }

    private static func encodings(of piece: [UInt8]) -> [[UInt8]] {
        let base64 = (0..<3).map { Self.base64(piece, after: $0) }
        let urlSafe = base64.map { encoded in encoded.map { $0 == 0x2b ? 0x2d : $0 == 0x2f ? 0x5f : $0 } }
        return base64 + urlSafe + [hexadecimal(piece, "0123456789abcdef"), hexadecimal(piece, "0123456789ABCDEF")]
    }

    /// The value, and each of its lines without the white space around it. A line may also end with a written-out `\n`, as
    /// in keys that stand in JSON.
    private static func pieces(of value: [UInt8]) -> Set<[UInt8]> {
        var pieces: Set<[UInt8]> = [value]
        let lines = value.split { $0 == 10 || $0 == 13 }
        for line in lines {
            pieces.insert(trimmed(line))
            for part in split(line, atWritten: UInt8(ascii: "n")) { pieces.insert(trimmed(part)) }
        }
        return pieces.filter { $0.count >= shortest }
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> [UInt8] {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 9 }
        guard let first = line.firstIndex(where: { !isSpace($0) }), let last = line.lastIndex(where: { !isSpace($0) })
        else { return [] }
        return Array(line[first...last])
    }

    private static func split(_ line: ArraySlice<UInt8>, atWritten letter: UInt8) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var start = line.startIndex
        var index = line.startIndex
        while index < line.endIndex - 1 {
            if line[index] == UInt8(ascii: "\\"), line[index + 1] == letter {
                parts.append(line[start..<index])
                start = index + 2
                index += 1
            }
            index += 1
        }
        return parts.isEmpty ? [] : parts + [line[start...]]
    }

    /// Those characters of the value's base64 that depend on nothing but the value, where so many bytes come before it.
    private static func base64(_ value: [UInt8], after offset: Int) -> [UInt8] {
        let encoded = Data([UInt8](repeating: 0, count: offset) + value).base64EncodedData().filter {
            $0 != UInt8(ascii: "=")
        }
        // A character is 6 bits: it belongs to the value when all of them do.
        let first = (offset * 8 + 5) / 6
        let last = (offset + value.count) * 8 / 6
        return first < last ? Array(encoded.dropFirst(first).prefix(last - first)) : []
    }

    private static func hexadecimal(_ value: [UInt8], _ digits: StaticString) -> [UInt8] {
        digits.withUTF8Buffer { digits in value.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] } }
    }
}
