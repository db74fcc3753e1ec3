/// A sequence of a terminal that may be left out of a text without changing what it says: it colours, or clears the rest of
/// the line.
struct TerminalSequence {
    /// Longer ones are shown.
    private static let limit = 64

    /// The colours it sets; `nil` where it sets none.
    let parameters: Substring.UnicodeScalarView?
    /// Where it ends.
    let end: String.UnicodeScalarView.Index

    /// Reads what a text begins with: `ESC [`, parameters, `m` or `K` (ECMA-48 §8.3.41 and §8.3.117).
    init?(_ text: Substring.UnicodeScalarView) {
        guard text.first == "\u{1b}" else { return nil }
        let start = text.index(after: text.startIndex)
        guard start < text.endIndex, text[start] == "[" else { return nil }
        let first = text.index(after: start)
        let body = text[first...].prefix(Self.limit)
        guard let final = body.firstIndex(where: { !Self.isParameter($0) }), body[final] == "m" || body[final] == "K"
        else { return nil }
        parameters = body[final] == "m" ? body[..<final] : nil
        end = text.index(after: final)
    }

    private static func isParameter(_ scalar: Unicode.Scalar) -> Bool {
        (0x30...0x39).contains(scalar.value) || scalar == ";" || scalar == ":"
    }
}
