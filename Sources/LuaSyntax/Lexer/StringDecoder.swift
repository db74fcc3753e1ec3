/// Turns the bytes between the quotes of a Lua string into its value (reference manual §3.1).
enum StringDecoder {
    /// The byte a one-letter escape such as `\n` stands for.
    static func simpleEscape(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "a"): 0x07
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "v"): 0x0B
        case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"): letter
        default: nil
        }
    }

    /// The value of what stands between quotes. Escapes the lexer has reported decode to nothing in particular.
    static func unescape(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var value: [UInt8] = []
        value.reserveCapacity(bytes.count)
        var rest = bytes
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let letter = rest.popFirst() else {
                value.append(byte)
                continue
            }
            if let simple = simpleEscape(letter) {
                value.append(simple)
            } else if letter.isNewline {
                value.append(0x0A)
                if let next = rest.first, next.isNewline, next != letter { rest.removeFirst() }
            } else if letter.isDigit {
                value.append(decimal(first: letter, rest: &rest))
            } else if letter == UInt8(ascii: "x") {
                value.append(UInt8(truncatingIfNeeded: hexadecimal(&rest, maximumDigits: 2)))
            } else if letter == UInt8(ascii: "z") {
                rest = rest.drop { $0.isSpace }
            } else if letter == UInt8(ascii: "u") {
                rest = rest.dropFirst()
                appendUTF8(hexadecimal(&rest, maximumDigits: .max), to: &value)
                rest = rest.dropFirst()
            }
        }
        return value
    }

    /// The value of what stands between long brackets: without a first newline, every line end as `\n`.
    static func normaliseLines(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var value: [UInt8] = []
        value.reserveCapacity(bytes.count)
        var rest = bytes
        while let byte = rest.popFirst() {
            guard byte.isNewline else {
                value.append(byte)
                continue
            }
            if let next = rest.first, next.isNewline, next != byte { rest.removeFirst() }
            value.append(0x0A)
        }
        if bytes.first?.isNewline == true { value.removeFirst() }
        return value
    }

    private static func decimal(first: UInt8, rest: inout ArraySlice<UInt8>) -> UInt8 {
        var number = Int(first &- 0x30)
        for _ in 0..<2 {
            guard let digit = rest.first, digit.isDigit else { break }
            number = number * 10 + Int(digit &- 0x30)
            rest.removeFirst()
        }
        // At most 999; what is over 255 has been reported where it is, and only its place in the text matters still.
        return UInt8(truncatingIfNeeded: number)
    }

    private static func hexadecimal(_ rest: inout ArraySlice<UInt8>, maximumDigits: Int) -> UInt32 {
        var number: UInt32 = 0
        var count = 0
        while count < maximumDigits, let digit = rest.first?.hexadecimalValue {
            number = number << 4 | UInt32(digit)
            rest.removeFirst()
            count += 1
        }
        return number
    }

    /// Appends UTF-8 in its original form of up to six bytes, for values up to 2³¹ (`luaO_utf8esc`, lobject.c).
    private static func appendUTF8(_ scalar: UInt32, to value: inout [UInt8]) {
        guard scalar >= 0x80 else {
            value.append(UInt8(truncatingIfNeeded: scalar))
            return
        }
        var tail: [UInt8] = []
        var rest = scalar
        var largestInFirstByte: UInt32 = 0x3F
        repeat {
            tail.append(UInt8(truncatingIfNeeded: 0x80 | rest & 0x3F))
            rest >>= 6
            largestInFirstByte >>= 1
        } while rest > largestInFirstByte
        value.append(UInt8(truncatingIfNeeded: ~largestInFirstByte << 1 | rest))
        value.append(contentsOf: tail.reversed())
    }
}
