/// How many terminal columns text takes.
public enum DisplayWidth {
    /// The columns of a neutralised text.
    public static func of(_ text: some StringProtocol) -> Int {
        if text.utf8.allSatisfy({ $0 < 127 }) { return text.utf8.count }
        return text.reduce(0) { $0 + of($1) }
    }

    /// The columns of one grapheme cluster: an emoji sequence takes two, anything else the sum of its parts.
    static func of(_ character: Character) -> Int {
        let scalars = character.unicodeScalars
        if scalars.count == 1, let only = scalars.first { return of(only) }
        let isEmoji = scalars.contains {
            $0.properties.isEmojiPresentation || $0.value == 0xfe0f || (0x1f1e6...0x1f1ff).contains($0.value)
        }
        return isEmoji ? 2 : scalars.reduce(0) { $0 + of($1) }
    }

    /// The columns of one scalar.
    static func of(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        // Vowels and finals of decomposed Hangul are drawn inside the syllable of the leading consonant.
        if (0x1160...0x11ff).contains(scalar.value) { return 0 }
        return isWide(scalar) ? 2 : 1
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x1100
            && (scalar.properties.isEmojiPresentation || wide.contains { $0.contains(scalar.value) })
    }

    /// Characters of the classes Wide and Fullwidth, emoji left out
    /// (Unicode Standard Annex 11, https://www.unicode.org/reports/tr11/).
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115f, 0x2e80...0x303e, 0x3041...0x4dbf, 0x4e00...0xa4cf, 0xa960...0xa97f, 0xac00...0xd7a3,
        0xf900...0xfaff, 0xfe10...0xfe19, 0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x16fe0...0x18cff,
        0x1aff0...0x1b2ff, 0x1f200...0x1f265, 0x20000...0x3fffd,
    ]
}

extension String {
    /// As much of the text as fits, with `…` where something is missing.
    /// - Parameter width: columns.
    func truncated(toWidth width: Int) -> String {
        if DisplayWidth.of(self) <= width { return self }
        guard width > 0 else { return "" }
        var result = ""
        var used = 0
        for character in self {
            let next = DisplayWidth.of(character)
            if used + next > width - 1 { break }
            used += next
            result.append(character)
        }
        return result + "…"
    }
}
