/// Text from elsewhere, made harmless for whoever reads it: nothing in it can move the cursor, colour, hide or reorder what
/// is shown, or pass for another line. Takes time linear in the text's length.
public enum SafeText {
    /// Combining marks in a row that are kept; more would draw over the neighbouring lines.
    static let markLimit = 8

    /// The text in one line, with every control and invisible formatting character in a visible form.
    ///
    /// C0 controls become `^[`, C1 controls `M-^[` (the notation of `cat -v`), tabs four spaces, and bidirectional and
    /// other invisible characters `<U+202E>`. Joiners stay, because emoji and several scripts need them. Sequences that
    /// colour text, or clear the rest of a line, are left out. A line break counts as a control character.
    public static func neutralised(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 32 && $0 < 127 }) { return text }
        var writer = Writer()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            if let sequence = TerminalSequence(rest) {
                rest = rest[sequence.end...]
            } else {
                writer.write(scalar)
                rest = rest.dropFirst()
            }
        }
        return writer.text
    }

    /// The lines of a text, each neutralised. What ends them is a line feed, a carriage return, or both.
    public static func lines(of text: String) -> [String] { rawLines(of: text).map(neutralised) }

    /// The text with its further lines indented, so that none of them can pass for a line of its own.
    public static func indented(_ text: String, by indent: String = "    ") -> String {
        lines(of: text).joined(separator: "\n" + indent)
    }

    /// The lines of a text as they are.
    static func rawLines(of text: String) -> [String] {
        var lines: [[UInt8]] = [[]]
        var follows = false
        for byte in text.utf8 {
            defer { follows = byte == 13 }
            if byte == 10, follows { continue }
            if byte == 10 || byte == 13 { lines.append([]) } else { lines[lines.count - 1].append(byte) }
        }
        return lines.map { String(decoding: $0, as: UTF8.self) }
    }
}

extension SafeText {
    /// Bytes as text: what is UTF-8 as it is, every other byte as `\xFF`.
    public static func decoded(_ bytes: some Collection<UInt8>) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        var result: [UInt8] = []
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            var parser = Unicode.UTF8.ForwardParser()
            var iterator = rest.makeIterator()
            switch parser.parseScalar(from: &iterator) {
            case .valid(let encoded):
                result += encoded
                rest = rest.dropFirst(encoded.count)
            case .error(let length):
                for byte in rest.prefix(length) { result += "\\x\(hexadecimal(UInt32(byte), 2))".utf8 }
                rest = rest.dropFirst(length)
            case .emptyInput: rest = []
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// JSON text with what cannot be seen in it escaped as JSON has it; JSON has such characters in strings only.
    public static func escapedJSON(_ json: String) -> String {
        if json.utf8.allSatisfy({ $0 >= 32 && $0 < 127 }) { return json }
        var result: [UInt8] = []
        for scalar in json.unicodeScalars {
            let isLayout = scalar == "\n" || scalar == "\t" || scalar == "\r"
            if !isLayout, isHidden(scalar) {
                for unit in String(scalar).utf16 { result += "\\u\(hexadecimal(UInt32(unit), 4).lowercased())".utf8 }
            } else {
                result += String(scalar).utf8
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Whether a character controls what is around it, or cannot be seen.
    static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<32, 127..<160: return true
        case 160..<0xad, 0x200c, 0x200d: return false
        default: break
        }
        switch scalar.properties.generalCategory {
        case .format, .lineSeparator, .paragraphSeparator: return true
        // Selectors of emoji and accents among them; how many there may be in a row is limited.
        case .nonspacingMark, .enclosingMark: return false
        default: return scalar.properties.isDefaultIgnorableCodePoint
        }
    }

    static func hexadecimal(_ value: UInt32, _ width: Int) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// Writes characters in their visible forms.
    struct Writer {
        private var bytes: [UInt8] = []
        private var marks = 0

        var text: String { String(decoding: bytes, as: UTF8.self) }
        var isEmpty: Bool { bytes.isEmpty }

        mutating func write(_ scalar: Unicode.Scalar) {
            if let replacement = Self.replacement(for: scalar) {
                marks = 0
                bytes += replacement.utf8
                return
            }
            marks = Self.isMark(scalar) ? marks + 1 : 0
            guard marks <= SafeText.markLimit else { return }
            if scalar.value < 128 { bytes.append(UInt8(scalar.value)) } else { bytes += String(scalar).utf8 }
        }

        private static func replacement(for scalar: Unicode.Scalar) -> String? {
            switch scalar.value {
            case 9: "    "
            case 0..<32: "^" + String(UnicodeScalar(UInt8(scalar.value + 64)))
            case 127: "^?"
            case 0x80..<0xa0: "M-^" + String(UnicodeScalar(UInt8(scalar.value - 64)))
            case ..<127: nil
            default: SafeText.isHidden(scalar) ? "<U+\(SafeText.hexadecimal(scalar.value, 4))>" : nil
            }
        }

        private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
            guard scalar.value >= 0x300 else { return false }
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format: return true
            default: return false
            }
        }
    }
}
