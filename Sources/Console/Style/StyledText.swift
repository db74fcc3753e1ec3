import TextSafety

/// A line of text in pieces that each have a tone. Whatever goes in is neutralised, so nothing harmful comes out: it moves
/// nothing, hides nothing, and stays one line.
public struct StyledText: Hashable, Sendable, ExpressibleByStringInterpolation {
    struct Span: Hashable, Sendable {
        var text: String
        var tone: Tone
    }

    private(set) var spans: [Span]

    /// Makes a line of one piece.
    /// - Parameters:
    ///   - text: any text; control characters become visible.
    ///   - tone: what it means.
    public init(_ text: String, _ tone: Tone = .plain) {
        let safe = SafeText.neutralised(text)
        spans = safe.isEmpty ? [] : [Span(text: safe, tone: tone)]
    }

    /// Makes a line of a program's output, which keeps its colours where there are any.
    /// - Parameters:
    ///   - line: any text.
    ///   - tone: what it means where it has no colour of its own.
    public init(output line: String, _ tone: Tone = .plain) {
        spans = SafeText.coloured(line).map { Span(text: $0.text, tone: $0.parameters.map(Tone.own) ?? tone) }
    }

    /// Makes the lines of a text, all of one tone.
    public static func lines(of text: String, _ tone: Tone = .plain) -> [StyledText] {
        SafeText.lines(of: text).map { StyledText($0, tone) }
    }

    /// Makes a line without a tone.
    public init(stringLiteral value: String) { self.init(value) }

    private init(spans: [Span]) { self.spans = spans }

    /// An empty line.
    public static let empty = StyledText("")

    /// Whether there is nothing in it.
    public var isEmpty: Bool { spans.isEmpty }

    /// How many columns it takes.
    public var width: Int { spans.reduce(0) { $0 + DisplayWidth.of($1.text) } }

    /// The text alone.
    public var plain: String { spans.map(\.text).joined() }

    /// Puts two lines one after the other.
    public static func + (left: StyledText, right: StyledText) -> StyledText {
        StyledText(spans: left.spans + right.spans)
    }

    /// Appends to the line.
    public static func += (left: inout StyledText, right: StyledText) { left.spans += right.spans }

    /// The line with the colours of a palette.
    public func rendered(_ palette: Palette) -> String {
        spans.map { palette.paint($0.text, $0.tone) }.joined()
    }

    /// As much as fits, with `…` where something is missing.
    /// - Parameter limit: columns.
    public func truncated(toWidth limit: Int) -> StyledText {
        guard width > limit else { return self }
        var kept: [Span] = []
        var room = max(0, limit)
        for span in spans {
            let needed = DisplayWidth.of(span.text)
            // A piece that fills the line exactly still loses a column when more follows.
            if needed < room {
                kept.append(span)
                room -= needed
            } else {
                let text =
                    needed == room ? (span.text + " ").truncated(toWidth: room) : span.text.truncated(toWidth: room)
                kept.append(Span(text: text, tone: span.tone))
                break
            }
        }
        return StyledText(spans: kept.filter { !$0.text.isEmpty })
    }

    /// The line with spaces to fill a column.
    func padded(toWidth target: Int, alignedRight: Bool = false) -> StyledText {
        let missing = target - width
        guard missing > 0 else { return self }
        let space = StyledText(String(repeating: " ", count: missing))
        return alignedRight ? space + self : self + space
    }
}
