extension TextView {
    /// The text with the escapes undone that begin with a backslash: those of JSON, of shells, and of programming
    /// languages.
    /// - Parameter isComplete: whether nothing follows.
    func unescaped(isComplete: Bool) -> TextView {
        reading({ $0 == UInt8(ascii: "\\") }) { bytes, place in
            let reading = Self.escape(bytes, place)
            if case .cut = reading, isComplete { return .asItIs }
            return reading
        }
    }

    private static func escape(_ bytes: [UInt8], _ place: Int) -> Reading {
        guard place + 1 < bytes.count else { return .cut }
        switch bytes[place + 1] {
        case UInt8(ascii: "u"): return unicode(bytes, place)
        case UInt8(ascii: "U"): return number(bytes, place, digits: 8...8)
        case UInt8(ascii: "x"): return number(bytes, place, digits: 1...2)
        case UInt8(ascii: "0")...UInt8(ascii: "7"): return octal(bytes, place)
        case UInt8(ascii: "n"): return .byte(10, length: 2)
        case UInt8(ascii: "r"): return .byte(13, length: 2)
        case UInt8(ascii: "t"): return .byte(9, length: 2)
        case UInt8(ascii: "b"): return .byte(8, length: 2)
        case UInt8(ascii: "f"): return .byte(12, length: 2)
        case UInt8(ascii: "v"): return .byte(11, length: 2)
        case UInt8(ascii: "a"): return .byte(7, length: 2)
        case UInt8(ascii: "e"), UInt8(ascii: "E"): return .byte(27, length: 2)
        case 10: return .nothing(length: 2)
        case let byte where byte < 128 && !byte.isWordByte: return .byte(byte, length: 2)
        default: return .asItIs
        }
    }

    /// `\u00e9`, two of them for what lies beyond 16 bits, and `\u{e9}`.
    private static func unicode(_ bytes: [UInt8], _ place: Int) -> Reading {
        if place + 2 < bytes.count, bytes[place + 2] == UInt8(ascii: "{") { return braced(bytes, place) }
        guard place + 6 <= bytes.count else { return isHexadecimal(bytes[(place + 2)...]) ? .cut : .asItIs }
        guard let first = value(bytes[(place + 2)..<(place + 6)], 16) else { return .asItIs }
        guard (0xd800..<0xdc00).contains(first) else { return .scalar(first, length: 6) }
        let rest = bytes[(place + 6)...].prefix(6)
        if rest.count < 6, rest.isEmpty || rest.first == UInt8(ascii: "\\") { return .cut }
        guard rest.starts(with: Array("\\u".utf8)), let second = value(rest.dropFirst(2), 16),
            (0xdc00..<0xe000).contains(second)
        else { return .asItIs }
        return .scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00), length: 12)
    }

    private static func braced(_ bytes: [UInt8], _ place: Int) -> Reading {
        let rest = bytes[(place + 3)...].prefix(9)
        guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else {
            return rest.count < 9 && isHexadecimal(rest) ? .cut : .asItIs
        }
        return value(rest[..<end], 16).map { .scalar($0, length: end + 1 - place) } ?? .asItIs
    }

    private static func number(_ bytes: [UInt8], _ place: Int, digits: ClosedRange<Int>) -> Reading {
        let rest = bytes[(place + 2)...].prefix(digits.upperBound)
        let found = rest.prefix { $0.isHexadecimalDigit }
        if found.count == rest.count, rest.count < digits.upperBound { return .cut }
        guard found.count >= digits.lowerBound, let value = value(found, 16) else { return .asItIs }
        return digits.upperBound == 2
            ? .byte(UInt8(truncatingIfNeeded: value), length: 2 + found.count)
            : .scalar(value, length: 2 + found.count)
    }

    private static func octal(_ bytes: [UInt8], _ place: Int) -> Reading {
        let rest = bytes[(place + 1)...].prefix(3)
        let found = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
        if found.count == rest.count, rest.count < 3 { return .cut }
        return value(found, 8).map { .byte(UInt8(truncatingIfNeeded: $0), length: 1 + found.count) } ?? .asItIs
    }

    private static func isHexadecimal(_ digits: ArraySlice<UInt8>) -> Bool { digits.allSatisfy(\.isHexadecimalDigit) }

    static func value(_ digits: ArraySlice<UInt8>, _ radix: Int) -> UInt32? {
        digits.isEmpty ? nil : UInt32(String(decoding: digits, as: UTF8.self), radix: radix)
    }
}

extension TextView {
    /// The text with `%41` undone (RFC 3986 §2.1).
    func percentDecoded(isComplete: Bool) -> TextView {
        reading({ $0 == UInt8(ascii: "%") }) { bytes, place in
            let digits = bytes[(place + 1)...].prefix(2)
            guard digits.allSatisfy(\.isHexadecimalDigit) else { return .asItIs }
            guard digits.count == 2 else { return isComplete ? .asItIs : .cut }
            return Self.value(digits, 16).map { .byte(UInt8(truncatingIfNeeded: $0), length: 3) } ?? .asItIs
        }
    }

    /// The maximum length of a character reference that is looked for, in bytes.
    private static let maximumReferenceLength = 12

    /// The text with the character references undone that HTML and XML have.
    func referencesDecoded(isComplete: Bool) -> TextView {
        reading({ $0 == UInt8(ascii: "&") }) { bytes, place in
            let rest = bytes[(place + 1)...].prefix(Self.maximumReferenceLength)
            guard let end = rest.firstIndex(of: UInt8(ascii: ";")) else {
                let isCut =
                    rest.count < Self.maximumReferenceLength
                    && rest.allSatisfy { $0.isWordByte || $0 == UInt8(ascii: "#") }
                return isCut && !isComplete ? .cut : .asItIs
            }
            return Self.reference(rest[..<end]).map { .scalar($0, length: end + 1 - place) } ?? .asItIs
        }
    }

    private static let named: [String: UInt32] = [
        "quot": 34, "QUOT": 34, "amp": 38, "AMP": 38, "apos": 39, "lt": 60, "LT": 60, "gt": 62, "GT": 62, "nbsp": 160,
        "grave": 96, "equals": 61, "plus": 43, "num": 35, "colon": 58, "sol": 47, "bsol": 92, "lowbar": 95, "excl": 33,
        "dollar": 36, "percnt": 37, "commat": 64, "quest": 63, "ast": 42, "comma": 44, "period": 46, "semi": 59,
    ]

    private static func reference(_ name: ArraySlice<UInt8>) -> UInt32? {
        guard name.first == UInt8(ascii: "#") else { return named[String(decoding: name, as: UTF8.self)] }
        let digits = name.dropFirst()
        return digits.first == UInt8(ascii: "x") || digits.first == UInt8(ascii: "X")
            ? value(digits.dropFirst(), 16) : value(digits, 10)
    }
}

extension UInt8 {
    var isHexadecimalDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }

    /// Letters and digits of ASCII.
    var isWordByte: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }
}
