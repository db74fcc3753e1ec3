/// Characters that make a text look like another one: controls, marks that turn the direction of reading, and those that
/// are not seen (https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing).
public enum HiddenCharacters {
    /// What to call a character that is hidden; `nil` for one that is seen.
    public static func name(of scalar: Unicode.Scalar) -> String? {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F: "a control character"
        case 0x200E, 0x200F, 0x061C, 0x202A...0x202E, 0x2066...0x2069: "a mark that turns the direction of reading"
        case 0xAD, 0x200B...0x200D, 0x2060...0x2064, 0x2028, 0x2029, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE0FFF,
            0xFE00...0xFE0F, 0x115F, 0x1160, 0x3164, 0xFFA0:
            "a character that is not seen"
        default: nil
        }
    }

    /// The text with its hidden characters written as numbers.
    public static func shown(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            if name(of: scalar) == nil {
                result.unicodeScalars.append(scalar)
            } else {
                result += "<U+\(SafeText.hexadecimal(scalar.value, 4))>"
            }
        }
    }
}
