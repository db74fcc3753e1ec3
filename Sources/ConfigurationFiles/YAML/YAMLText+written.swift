extension YAMLText {
    /// A text on one line, in the style of the present value where that can say it.
    static func written(
        _ text: String, as style: YAMLScalar.Style, isInFlow: Bool, in encoding: TextEncoding
    ) -> String {
        let isPrintable = text.unicodeScalars.allSatisfy { Self.isPrintable($0) && encoding.has($0) }
        switch style {
        case .single where isPrintable: return single(text)
        case .double: return double(text, in: encoding)
        default: break
        }
        if isPrintable, isPlain(text, isInFlow: isInFlow), isText(text) { return text }
        let hasEscapes = text.utf8.contains { "\"\\".utf8.contains($0) }
        return isPrintable && hasEscapes ? single(text) : double(text, in: encoding)
    }

    private static func single(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }

    private static func double(_ text: String, in encoding: TextEncoding) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default:
                if isPrintable(scalar), encoding.has(scalar) {
                    result.unicodeScalars.append(scalar)
                } else {
                    result += escape(scalar)
                }
            }
        }
        return result + "\""
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let (letter, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
        return "\\\(letter)\(String(repeating: "0", count: width - digits.count))\(digits)"
    }

    /// Whether a character can stand in a line as it is.
    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case ..<0x20, 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: false
        default: true
        }
    }

    /// Whether a text of such characters can stand without quotation marks.
    static func isPlain(_ text: String, isInFlow: Bool) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last else { return false }
        if "-?:,[]{}#&*!|>'\"%@` ".utf8.contains(first) || last == UInt8(ascii: ":") || last == 0x20 { return false }
        if text.hasPrefix("...") || isInFlow && bytes.contains(where: { ",[]{}".utf8.contains($0) }) { return false }
        return !zip(bytes, bytes.dropFirst()).contains { pair in
            pair.0 == UInt8(ascii: ":") && (pair.1 == 0x20 || isInFlow) || pair.0 == 0x20 && pair.1 == UInt8(ascii: "#")
        }
    }

    /// Whether what stands without quotation marks is a text to all readers, and no number, word or date to any.
    static func isText(_ plain: String) -> Bool {
        if words.contains(plain.lowercased()) { return false }
        guard let first = plain.utf8.first, first.isDigit || "+-.".utf8.contains(first) else { return true }
        // No number is that long that anybody writes.
        guard plain.utf8.count <= 100 else { return false }
        let isNumber =
            plain.wholeMatch(of: /[-+]?(0[bB][01_]+|0[oO]?[0-7_]+|0[xX][0-9a-fA-F_]+|[0-9][0-9_]*)/) != nil
            || plain.wholeMatch(of: /[-+]?[0-9][0-9_]*(:[0-9]{1,2})+(\.[0-9_]*)?/) != nil
            || plain.wholeMatch(of: /[-+]?(\.[0-9_]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?/) != nil
            || plain.lowercased().wholeMatch(of: /[-+]?\.(inf|nan)/) != nil
        return !isNumber && plain.prefixMatch(of: /[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}/) == nil
    }

    private static let words: Set = [
        "", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "=", "<<",
    ]

    /// The lines of a text after `|`, each with its indentation; `nil` where it cannot be written so.
    static func literal(_ text: String, indentation: Int, lineEnd: String, in encoding: TextEncoding) -> String? {
        guard text.contains("\n"), !text.hasSuffix("\n\n"), text != "\n",
            text.unicodeScalars.allSatisfy({ ($0 == "\n" || $0 == "\t" || isPrintable($0)) && encoding.has($0) })
        else { return nil }
        let lines = (text.hasSuffix("\n") ? text.dropLast() : text[...]).split(
            separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first?.utf8.first, !first.isBlank,
            !lines.contains(where: { !$0.isEmpty && $0.utf8.allSatisfy(\.isBlank) })
        else { return nil }
        let blanks = String(repeating: " ", count: indentation)
        return lines.map { $0.isEmpty ? "" : blanks + $0 }.joined(separator: lineEnd)
    }
}
