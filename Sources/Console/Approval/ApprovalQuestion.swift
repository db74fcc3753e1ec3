import Journal
import RunReports
import TextSafety

/// What a person sees before they answer. Everything that comes from a recipe stands behind a bar at the left and is
/// wrapped here, so that no line of it can pass for one of ours.
struct ApprovalQuestion {
    private static let indent = "    "
    /// How many rows of details are shown, so that the question itself stays in sight.
    static let detailLimit = 40

    let request: ApprovalRequest
    let run: RunID
    /// How many others have said yes, where it takes more than one.
    var tally: String?
    let clock: ClockText
    let now: Timestamp

    /// The rows of the question.
    /// - Parameter width: the columns of the terminal.
    func lines(width: Int) -> [StyledText] {
        var rows = [
            frame("┌─ ") + StyledText("Approval needed", .strong) + frame(" · run \(run), step \(request.path)")
        ]
        rows += framed(request.message, width: width, tone: .strong)
        let details = request.details.flatMap { framed($0, width: width, tone: .plain) }
        if !details.isEmpty { rows += [frame("│")] + details.prefix(Self.detailLimit) }
        if details.count > Self.detailLimit {
            let hidden = details.count - Self.detailLimit
            rows.append(frame("├─ … \(hidden) more lines: moondock show \(run)"))
        }
        let approvers =
            request.approvers.isEmpty ? "anybody who can reach the journal" : request.approvers.joined(separator: ", ")
        let excluded = request.excluded.isEmpty ? "" : ", but not \(request.excluded.joined(separator: ", "))"
        rows.append(frame("├─ may answer: ") + StyledText(approvers + excluded))
        if request.count > 1 {
            rows.append(frame("├─ it takes \(request.count) people: ") + StyledText(tally ?? "nobody yet"))
        }
        if let deadline = request.deadline {
            let left = DurationText.text(seconds: max(0, deadline.seconds(since: now)))
            let meaning =
                switch request.onTimeout {
                case .reject: ""
                case .approve: "; then it counts as a yes"
                case .continue: "; then the run goes on without an answer"
                }
            rows.append(
                frame("├─ expires: ") + StyledText("\(clock.brief(deadline, now: now)), in \(left)\(meaning)"))
        }
        return rows.map { $0.truncated(toWidth: width) }
    }

    private func frame(_ text: String) -> StyledText { StyledText(text, .accent) }

    private func framed(_ text: String, width: Int, tone: Tone) -> [StyledText] {
        SafeText.lines(of: text).enumerated().flatMap { number, line in
            // Further lines of a text are not to pass for another one.
            let indent = number == 0 ? "" : Self.indent
            return line.wrapped(toWidth: width - 2 - indent.count).map { frame("│ \(indent)") + StyledText($0, tone) }
        }
    }
}
