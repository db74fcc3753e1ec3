extension SafeText {
    /// One line for a message, without what cannot be seen: sequences of terminals, controls and characters that reorder
    /// text are left out, and blanks and line breaks in a row become one blank.
    /// - Parameter limit: how many characters are kept.
    public static func line(_ text: some StringProtocol, limit: Int = 300) -> String {
        var clean = ""
        var follows = false
        var rest = Substring(text).unicodeScalars
        while let scalar = rest.popFirst() {
            if scalar == "\u{1b}" {
                rest = afterSequence(rest)
            } else if scalar.properties.isWhitespace {
                follows = !clean.isEmpty
            } else if !isHidden(scalar) {
                if follows { clean.append(" ") }
                follows = false
                clean.unicodeScalars.append(scalar)
            }
        }
        return clean.count > limit ? clean.prefix(limit) + "…" : clean
    }

    /// What follows a control sequence that an escape began: `[`, parameters, and a final byte (ECMA-48 §5.4).
    private static func afterSequence(_ text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
        guard text.first == "[" else { return text }
        let rest = text.dropFirst().drop { (0x20...0x3F).contains($0.value) }
        return rest.first.map { (0x40...0x7E).contains($0.value) } == true ? rest.dropFirst() : rest
    }
}
