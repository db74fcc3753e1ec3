/// Text from elsewhere, made harmless for a terminal: nothing in it can move the cursor, colour, or reorder what is shown.
public enum SafeText {
    /// Combining marks in a row that are kept; more would draw over the neighbouring lines.
    static let markLimit = 8

    /// The text with every control and invisible formatting character in a visible form.
    ///
    /// C0 controls become `^[`, C1 controls `M-^[` (the notation of `cat -v`), tabs four spaces, and bidirectional and
    /// other invisible formatting characters `<U+202E>`. Joiners stay, because emoji and several scripts need them.
    /// A line break counts as a control character: split text into lines first.
    public static func neutralised(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 32 && $0 < 127 }) { return text }
        var result = String.UnicodeScalarView()
        var marks = 0
        for scalar in text.unicodeScalars {
            if let replacement = replacement(for: scalar) {
                marks = 0
                result.append(contentsOf: replacement.unicodeScalars)
            } else {
                marks = DisplayWidth.of(scalar) == 0 ? marks + 1 : 0
                if marks <= markLimit { result.append(scalar) }
            }
        }
        return String(result)
    }

    /// The lines of a text, each neutralised.
    public static func lines(of text: String) -> [String] {
        text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
            .map { neutralised(String($0)) }
    }

    private static func replacement(for scalar: Unicode.Scalar) -> String? {
        switch scalar.value {
        case 9: return "    "
        case 0..<32: return "^" + String(UnicodeScalar(UInt8(scalar.value + 64)))
        case 127: return "^?"
        case 0x80..<0xa0: return "M-^" + String(UnicodeScalar(UInt8(scalar.value - 64)))
        case 0x200c, 0x200d: return nil
        default: return isInvisible(scalar) ? "<U+\(padded(scalar.value))>" : nil
        }
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    private static func padded(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
