/// How `.env` files write values, such that shells and the readers of such files agree.
enum DotenvText {
    /// What a value says.
    static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
        switch bytes.first {
        case UInt8(ascii: "'"): return String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)
        case UInt8(ascii: "\""): break
        default: return String(decoding: bytes, as: UTF8.self)
        }
        var result: [UInt8] = []
        var rest = bytes.dropFirst().dropLast()
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let next = rest.popFirst() else {
                result.append(byte)
                continue
            }
            switch next {
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "$"), UInt8(ascii: "`"): result.append(next)
            default: result += [byte, next]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A value, in the form that the present one has where that says the same.
    static func written(_ text: String, as present: UInt8?) throws(ConfigurationError) -> String {
        guard !text.utf8.contains(where: { $0 == 0x0D || $0 == 0 }) else {
            throw ConfigurationError(
                .unwritable, "readers of .env files do not agree on how a carriage return or a zero byte is written")
        }
        if present == UInt8(ascii: "\""), !text.utf8.contains(where: { "\"\\$`".utf8.contains($0) }) {
            return "\"\(text)\""
        }
        let isPlain = text.utf8.allSatisfy { byte in
            byte.isDigit || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "_./:@%+,=-".utf8.contains(byte)
        }
        if isPlain, present != UInt8(ascii: "'") { return text }
        if !text.utf8.contains(UInt8(ascii: "'")) { return "'\(text)'" }
        let escaped = text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\"", "\\", "$", "`": result += "\\\(scalar)"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return "\"\(escaped)\""
    }

    /// Whether a name can be that of a variable.
    static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !first.isDigit else { return false }
        return name.utf8.allSatisfy { byte in
            byte.isDigit || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || "_.-".utf8.contains(byte)
        }
    }
}
