extension TextView {
    /// How many bytes are taken out at one place; more than that divide what is before and after them.
    private static let maximumGap = 64
    /// The maximum length of a control sequence of a terminal.
    private static let maximumSequenceLength = 32

    /// The text without line breaks, and without the sequences that colour text on a terminal: a value that was folded
    /// or coloured reads on over them.
    /// - Parameter isComplete: whether nothing follows.
    func withoutBreaks(isComplete: Bool) -> TextView {
        reading({ Self.isBreak($0) || $0 == 0x1b }) { bytes, place in
            bytes[place] == 0x1b ? Self.sequence(bytes, place, isComplete) : Self.gap(bytes, place, Self.isBreak)
        }
    }

    /// A text without line breaks, its other white space, quotes and backslashes left out as well: those that were put
    /// into it, and its own.
    var bare: TextView { reading(Self.isNoise) { bytes, place in Self.gap(bytes, place, Self.isNoise) } }

    private static func gap(_ bytes: [UInt8], _ place: Int, _ isLeftOut: (UInt8) -> Bool) -> Reading {
        var end = place
        while end < bytes.count, isLeftOut(bytes[end]) {
            end += 1
            // No value has a line break in it here.
            if end - place > maximumGap { return .byte(10, length: end - place) }
        }
        return .nothing(length: end - place)
    }

    static func isBreak(_ byte: UInt8) -> Bool { byte == 10 || byte == 13 }

    /// Quotes and backslashes: what shells, SQL and CSV put into a text to keep it whole.
    static func isQuote(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func isNoise(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 9 || isQuote(byte) }

    /// `ESC [`, parameters, intermediate bytes, a final byte (ECMA-48 §5.4).
    private static func sequence(_ bytes: [UInt8], _ place: Int, _ isComplete: Bool) -> Reading {
        guard place + 1 < bytes.count else { return isComplete ? .asItIs : .cut }
        guard bytes[place + 1] == UInt8(ascii: "[") else { return .asItIs }
        var end = place + 2
        while end < bytes.count, end - place < maximumSequenceLength {
            if (0x40...0x7e).contains(bytes[end]) { return .nothing(length: end - place + 1) }
            guard (0x20...0x3f).contains(bytes[end]) else { return .asItIs }
            end += 1
        }
        return isComplete || end - place >= maximumSequenceLength ? .asItIs : .cut
    }
}
