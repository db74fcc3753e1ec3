/// Makes text from outside safe to print and short enough to read.
package enum PlainText {
    /// One line without control characters, terminal sequences and characters that reorder text.
    /// - Parameter limit: how many characters are kept.
    package static func line(_ text: some StringProtocol, limit: Int = 300) -> String {
        var clean = ""
        var lastWasSpace = true
        for scalar in text.unicodeScalars {
            // Line breaks and tabs become single spaces; ESC goes, and what followed it is harmless without.
            if scalar.properties.isWhitespace {
                if !lastWasSpace { clean.append(" ") }
                lastWasSpace = true
            } else if !isHidden(scalar) {
                clean.unicodeScalars.append(scalar)
                lastWasSpace = false
            }
        }
        if clean.last == " " { clean.removeLast() }
        return clean.count > limit ? clean.prefix(limit) + "…" : clean
    }

    /// Controls, and what one cannot see: bidirectional marks, zero-width characters, and the like.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
