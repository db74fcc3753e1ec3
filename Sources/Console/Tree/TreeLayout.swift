import Journal
import RunReports
import TextSafety

/// How a finished thing looks above the live region. No row is wider than the terminal: what is less important gives way,
/// and what must not be lost goes on below.
struct TreeLayout: Sendable {
    let clock: ClockText

    /// The least room in which a detail says anything, in columns.
    private static let leastDetail = 12

    /// Lays out a line, with less detail the narrower the terminal is. Nothing is left out of failures and of what a recipe
    /// logs.
    /// - Parameters:
    ///   - line: what to show.
    ///   - moment: when it happened.
    ///   - width: the columns of the terminal.
    func lines(_ line: TranscriptLine, at moment: Timestamp, width: Int) -> [StyledText] {
        let indent = StyledText(String(repeating: " ", count: min(line.depth * 2, max(0, width / 2 - 2))))
        let head = indent + StyledText(line.marker.symbol, line.marker.tone)
        if line.marker.isSaid {
            let rows = below(line.title, line.marker.titleTone, room: width - head.width - 1)
            return zip(rows, rows.indices).map { row, place in
                (place == 0 ? head : indent + " ") + " " + row
            }
        }
        var text = heading(line, head, width: width)
        var rows: [StyledText] = []
        if let detail = detail(of: line, at: moment), !detail.isEmpty {
            let isFailure = line.marker == .failed
            let beside = StyledText("  ") + StyledText(detail, isFailure ? .failure : .faint)
            let isOneLine = !detail.contains(where: \.isNewline)
            if isOneLine, text.width + beside.width <= width {
                text += beside
            } else if isFailure {
                rows = below(detail, .failure, room: width - indent.width - 2).map { indent + "  " + $0 }
            } else if width - text.width >= Self.leastDetail {
                text += beside.truncated(toWidth: width - text.width)
            }
        }
        rows += line.tail.flatMap { output($0, indent: indent, width: width) }
        return [text] + rows
    }

    /// Symbol, path, title and duration; the path gives way before the title is cut.
    private func heading(_ line: TranscriptLine, _ head: StyledText, width: Int) -> StyledText {
        let title = line.title.isEmpty ? StyledText.empty : " " + StyledText(line.title, line.marker.titleTone)
        let time = line.duration.map { StyledText("  \(DurationText.text(seconds: $0))", .faint) } ?? .empty
        if let path = line.path {
            let whole = head + " " + StyledText(path, .faint) + title + time
            if whole.width <= width || line.title.isEmpty { return whole.truncated(toWidth: width) }
        }
        return head + title.truncated(toWidth: max(1, width - head.width - time.width)) + time
    }

    private func output(_ line: String, indent: StyledText, width: Int) -> [StyledText] {
        let margin = indent + StyledText("  │ ", .faint)
        let whole = margin + StyledText(output: line, .faint)
        if whole.width <= width { return [whole] }
        return below(SafeText.uncoloured(line), .faint, room: width - margin.width).map { margin + $0 }
    }

    /// A text in rows that fit.
    private func below(_ text: String, _ tone: Tone, room: Int) -> [StyledText] {
        SafeText.lines(of: text).flatMap { $0.wrapped(toWidth: max(2, room)) }.map { StyledText($0, tone) }
    }

    private func detail(of line: TranscriptLine, at moment: Timestamp) -> String? {
        if line.marker == .replayed, line.path != nil { return "from the journal" }
        let until = line.until.map { " (until \(clock.brief($0, now: moment)))" } ?? ""
        return line.detail.map { $0 + until }
    }
}

extension TranscriptLine.Marker {
    /// Whether it is something that was said, rather than something that was done.
    fileprivate var isSaid: Bool {
        switch self {
        case .debug, .info, .warning, .error, .notice: true
        default: false
        }
    }
}
