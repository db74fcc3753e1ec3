/// How Java writes keys and values of `.properties`
/// (https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/Properties.html#load(java.io.Reader)).
enum PropertiesText {
    /// What a piece says: escapes are resolved, lines that end with `\` go on in the next one.
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
            rest = rest.dropFirst()
            guard let kind = rest.first else { break }
            switch kind {
            case UInt8(ascii: "u"):
                let digits = rest.dropFirst().prefix(4)
                units.append(digits.reduce(0) { $0 << 4 | UInt16($1.hexadecimalValue ?? 0) })
                rest = rest.dropFirst(5)
            case _ where kind.isLineBreak:
                let width = kind == 0x0D && rest.dropFirst().first == 0x0A ? 2 : 1
                rest = rest.dropFirst(width).drop { $0.isBlank || $0 == 0x0C }
            default:
                // Any other character stands for itself, however many bytes it has.
                let width = rest.dropFirst().prefix { $0 & 0xC0 == 0x80 }.count + 1
                let unit = escapes.first { $0.letter == kind }.map { [$0.unit] }
                units += unit ?? Array(String(decoding: rest.prefix(width), as: UTF8.self).utf16)
                rest = rest.dropFirst(width)
            }
        }
        return String(decoding: units, as: UTF16.self)
    }

    /// A value. All that is not ASCII is escaped: readers differ in the encoding they take.
    static func value(_ text: String) -> String { escaped(text, isKey: false) }

    /// A key.
    static func key(_ text: String) -> String { escaped(text, isKey: true) }

    private static func escaped(_ text: String, isKey: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0C}": result += "\\f"
            case " " where isKey || result.isEmpty: result += "\\ "
            case ":", "=", "#", "!": result += isKey ? "\\\(scalar)" : "\(scalar)"
            case " "..."~": result.unicodeScalars.append(scalar)
            default: for unit in UTF16.encode(scalar) ?? UTF16.EncodedScalar() { result += "\\u\(unit.fourDigits)" }
            }
        }
        return result
    }

    private static let escapes: [(letter: UInt8, unit: UInt16)] = [
        (UInt8(ascii: "n"), 10), (UInt8(ascii: "r"), 13), (UInt8(ascii: "t"), 9), (UInt8(ascii: "f"), 12),
    ]
}
