/// How JSON writes text and numbers.
enum JSONText {
    /// What the inside of a string says. A half of a pair of surrogates is the mark of what cannot be decoded.
    static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "\\")) else { return String(decoding: bytes, as: UTF8.self) }
        var units: [UInt16] = []
        var rest = bytes
        while !rest.isEmpty {
            let plain = rest.prefix { $0 != UInt8(ascii: "\\") }
            if !plain.isEmpty {
                units += String(decoding: plain, as: UTF8.self).utf16
                rest = rest.dropFirst(plain.count)
                continue
            }
            let kind = rest.dropFirst().first ?? 0
            if kind == UInt8(ascii: "u") {
                units.append(rest.dropFirst(2).prefix(4).reduce(0) { $0 << 4 | UInt16($1.hexadecimalValue ?? 0) })
                rest = rest.dropFirst(6)
            } else {
                units.append(escapes.first { $0.letter == kind }?.unit ?? UInt16(kind))
                rest = rest.dropFirst(2)
            }
        }
        return String(decoding: units, as: UTF16.self)
    }

    /// A text as a string, with its quotation marks.
    static func quoted(_ text: String, in encoding: TextEncoding) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if scalar.value >= 0x20, encoding.has(scalar) {
                    result.unicodeScalars.append(scalar)
                } else {
                    for unit in UTF16.encode(scalar) ?? UTF16.EncodedScalar() { result += "\\u\(unit.fourDigits)" }
                }
            }
        }
        return result + "\""
    }

    private static let escapes: [(letter: UInt8, unit: UInt16)] = [
        (UInt8(ascii: "b"), 8), (UInt8(ascii: "f"), 12), (UInt8(ascii: "n"), 10), (UInt8(ascii: "r"), 13),
        (UInt8(ascii: "t"), 9),
    ]

    /// Whether bytes are a number of JSON.
    static func isNumber(_ bytes: some Collection<UInt8>) -> Bool {
        var rest = Array(bytes)[...]
        func takeDigits() -> Int {
            let digits = rest.prefix(while: \.isDigit).count
            rest = rest.dropFirst(digits)
            return digits
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let isZero = rest.first == UInt8(ascii: "0")
        let whole = takeDigits()
        guard whole == 1 || (whole > 1 && !isZero) else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard takeDigits() > 0 else { return false }
        }
        if let sign = rest.first, [UInt8(ascii: "e"), UInt8(ascii: "E")].contains(sign) {
            rest = rest.dropFirst()
            if let sign = rest.first, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(sign) { rest = rest.dropFirst() }
            guard takeDigits() > 0 else { return false }
        }
        return rest.isEmpty
    }
}

extension UInt16 {
    /// Four hexadecimal digits.
    var fourDigits: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
