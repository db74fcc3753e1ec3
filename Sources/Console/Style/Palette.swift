/// Whether and how tones become colours.
public struct Palette: Hashable, Sendable {
    /// Whether there are colours at all.
    public let isColored: Bool

    /// Makes a palette.
    public init(isColored: Bool) { self.isColored = isColored }

    /// No colours.
    public static let plain = Palette(isColored: false)
    /// The sixteen colours every terminal has.
    public static let colored = Palette(isColored: true)

    /// The text in its colour.
    func paint(_ text: String, _ tone: Tone) -> String {
        guard isColored, !text.isEmpty, let rendition = tone.graphicRendition else { return text }
        return "\u{1b}[\(rendition)m\(text)\u{1b}[0m"
    }
}
