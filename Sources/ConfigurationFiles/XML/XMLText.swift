/// How XML writes text.
enum XMLText {
    /// What a piece says, its entities resolved; one that the file defines itself stays as it is.
    /// - Parameter isAttribute: whether tabs and line ends are read as blanks, as those of attributes are.
    static func decoded(_ bytes: ArraySlice<UInt8>, isAttribute: Bool) -> String {
        var result = String.UnicodeScalarView()
        var rest = String(decoding: bytes, as: UTF8.self).unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\r":
                // Line ends are one character, however they are written.
                if rest.first == "\n" { rest.removeFirst() }
                result.append(isAttribute ? " " : "\n")
            case "\n", "\t": result.append(isAttribute ? " " : scalar)
            case "&":
                let name = rest.prefix { $0 != ";" }
                if name.count < 12, name.endIndex < rest.endIndex, let known = entity(String(name)) {
                    result.append(known)
                    rest = rest[rest.index(after: name.endIndex)...]
                } else {
                    result.append(scalar)
                }
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// What a CDATA section says.
    static func plain(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
    }

    private static func entity(_ name: String) -> Unicode.Scalar? {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.hasPrefix("#") else { return nil }
            let isHexadecimal = name.hasPrefix("#x")
            return UInt32(name.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10)
                .flatMap(Unicode.Scalar.init)
        }
    }

    /// The value of an attribute, without its quotation marks.
    static func attribute(
        _ text: String, quote: Character, in encoding: TextEncoding
    ) throws(ConfigurationError) -> String {
        try escaped(text, in: encoding) { scalar in
            switch scalar {
            case "\"" where quote == "\"": "&quot;"
            case "'" where quote == "'": "&apos;"
            case "\t", "\n", "\r": reference(scalar)
            default: nil
            }
        }
    }

    /// Text between tags.
    static func content(_ text: String, lineEnd: String, in encoding: TextEncoding) throws(ConfigurationError) -> String
    {
        try escaped(text, in: encoding) { scalar in
            switch scalar {
            case ">": "&gt;"
            case "\r": reference(scalar)
            case "\n": lineEnd
            default: nil
            }
        }
    }

    /// The inside of a CDATA section; `nil` where a text cannot be in one.
    static func cdata(_ text: String, lineEnd: String, in encoding: TextEncoding) -> String? {
        guard !text.contains("]]>"),
            text.unicodeScalars.allSatisfy({ $0 != "\r" && isCharacter($0) && encoding.has($0) })
        else { return nil }
        return text.replacing("\n", with: lineEnd)
    }

    private static func escaped(
        _ text: String, in encoding: TextEncoding, _ special: (Unicode.Scalar) -> String?
    ) throws(ConfigurationError) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            guard isCharacter(scalar) else {
                throw ConfigurationError(.unwritable, "XML cannot hold all characters of the value")
            }
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            default:
                if let form = special(scalar) {
                    result += form
                } else if encoding.has(scalar) {
                    result.unicodeScalars.append(scalar)
                } else {
                    result += reference(scalar)
                }
            }
        }
        return result
    }

    private static func reference(_ scalar: Unicode.Scalar) -> String {
        "&#x\(String(scalar.value, radix: 16, uppercase: true));"
    }

    /// The characters that XML 1.0 has.
    private static func isCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}
