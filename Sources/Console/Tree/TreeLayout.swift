import Journal

/// How a finished thing looks above the live region.
struct TreeLayout: Sendable {
    let clock: ClockText

    /// Lays out a line, with less detail the narrower the terminal is. Failures are never cut.
    /// - Parameters:
    ///   - line: what to show.
    ///   - moment: when it happened.
    ///   - width: the columns of the terminal.
    func lines(_ line: TranscriptLine, at moment: Timestamp, width: Int) -> [StyledText] {
        let indent = StyledText(String(repeating: " ", count: line.depth * 2))
        let isFailure = line.marker == .failed
        var text = indent + StyledText(line.marker.symbol, line.marker.tone)
        if let path = line.path { text += " " + StyledText(path, .faint) }
        if !line.title.isEmpty { text += " " + StyledText(line.title, line.marker.titleTone) }
        if let duration = line.duration { text += StyledText("  \(DurationText.text(seconds: duration))", .faint) }
        if let detail = detail(of: line, at: moment), !detail.isEmpty {
            let extra = StyledText("  \(detail)", isFailure ? .failure : .faint)
            let room = width - text.width
            if isFailure || extra.width <= room {
                text += extra
            } else if room >= 12 {
                text += extra.truncated(toWidth: room)
            }
        }
        return [text] + line.tail.map { indent + StyledText("  │ \($0)", .faint) }
    }

    private func detail(of line: TranscriptLine, at moment: Timestamp) -> String? {
        if line.marker == .replayed, line.path != nil { return "from the journal" }
        let until = line.until.map { " (until \(clock.brief($0, now: moment)))" } ?? ""
        return line.detail.map { $0 + until }
    }
}
