import Journal
import Recipes
import RunReports

/// How lines look in a log: each complete in itself, nothing ever redrawn.
struct PlainLayout: Sendable {
    let clock: ClockText

    /// Lays out a line.
    /// - Parameters:
    ///   - line: what to show.
    ///   - moment: when it happened.
    ///   - model: the run, for the names of branches.
    func lines(_ line: TranscriptLine, at moment: Timestamp, in model: RunModel) -> [StyledText] {
        switch line.marker {
        case .output, .progress: [output(line, in: model)]
        default: heading(line, at: moment)
        }
    }

    /// The line, and below it, indented, what of its texts has further lines.
    private func heading(_ line: TranscriptLine, at moment: Timestamp) -> [StyledText] {
        var text = StyledText(clock.time(moment), .faint) + " " + StyledText(line.marker.symbol, line.marker.tone)
        let indent = StyledText(String(repeating: " ", count: text.width + 1))
        let titles = StyledText.lines(of: line.title, line.marker.titleTone)
        let details = StyledText.lines(of: line.detail ?? "", line.marker == .failed ? .failure : .plain)
        if let path = line.path { text += " " + StyledText(path, .faint) }
        if !line.title.isEmpty { text += " " + titles[0] }
        if let duration = line.duration {
            text += StyledText(" (\(DurationText.text(seconds: duration)))", .faint)
        }
        if line.marker == .replayed, line.path != nil { text += StyledText(" (from the journal)", .faint) }
        if !details[0].isEmpty { text += "  " + details[0] }
        if let since = line.since { text += StyledText(" (since \(clock.brief(since, now: moment)))", .faint) }
        if let until = line.until { text += StyledText(" (until \(clock.brief(until, now: moment)))", .faint) }
        return [text] + (titles.dropFirst() + details.dropFirst()).map { indent + $0 }
    }

    private func output(_ line: TranscriptLine, in model: RunModel) -> StyledText {
        let path = line.path ?? ""
        let branch = model.branchLabel(of: path)
        let name = branch.isEmpty ? model.steps[path]?.start.primitive ?? path : branch
        let text = line.marker == .progress ? StyledText(line.title, .faint) : StyledText(output: line.title)
        return "  " + StyledText(name, .branch(named: name)) + StyledText(" │ ", .faint) + text
    }
}

extension TranscriptLine.Marker {
    /// The tone of the line's title.
    var titleTone: Tone {
        switch self {
        case .runStarted: .strong
        case .replayed, .started, .debug: .faint
        case .failed, .error: .failure
        case .warning: .warning
        default: .plain
        }
    }
}
