import Journal
import LuaValues
import Recipes
import RunReports
import TextSafety

/// The last words on a run: how it ended and what to type next.
struct RunSummary {
    let outcome: RunOutcome
    let model: RunModel
    let at: Timestamp
    let clock: ClockText

    /// The lines for standard error.
    var lines: [StyledText] {
        switch outcome {
        case .done: [StyledText("Done in \(elapsed)", .success)]
        case .failed(let diagnostic):
            DiagnosticText.lines(diagnostic) + [StyledText("Failed after \(elapsed)", .failure)]
                + commands([diagnostic.resumption.map { ("resume", $0) } ?? ("rerun", "begins anew")])
        case .interrupted(let diagnostic):
            DiagnosticText.lines(diagnostic) + [StyledText("Interrupted after \(elapsed)", .failure)]
                + (diagnostic.leavesARun ? commands([("resume", "goes on")]) : [])
        case .invalid(let diagnostic), .denied(let diagnostic): DiagnosticText.lines(diagnostic)
        case .cancelled(let reason):
            [StyledText("Cancelled after \(elapsed)", .warning) + (reason.isEmpty ? "" : StyledText(": \(reason)"))]
        case .needsAttention(let diagnostic):
            DiagnosticText.lines(diagnostic) + [StyledText("Needs attention after \(elapsed)", .warning)]
        case .parked(let steps): parked(steps)
        }
    }

    private var elapsed: String {
        DurationText.text(seconds: model.startedAt.map { at.seconds(since: $0) } ?? 0)
    }

    private func parked(_ steps: [ParkedStep]) -> [StyledText] {
        var lines = [StyledText("Parked after \(elapsed); nothing more happens until:", .warning)]
        for step in steps {
            let reason = StyledText.lines(of: step.wait.reason)
            var line = StyledText("  ⏸ ", .warning) + StyledText("\(step.path) ", .faint) + reason[0]
            if let until = step.wait.until {
                line += StyledText(" (until \(clock.brief(until, now: at)))", .faint)
            }
            lines.append(line)
            lines += reason.dropFirst().map { StyledText("    │ ", .faint) + $0 }
            if let approval = step.wait.approval, !step.wait.reason.contains(approval.message) {
                // A question that has several lines stays below its step.
                lines += SafeText.lines(of: approval.message).map { StyledText("    │ ", .faint) + StyledText($0) }
            }
        }
        let requests = steps.compactMap(\.wait.approval)
        let verbs: [(verb: String, meaning: String)]
        var form = ""
        if requests.isEmpty {
            let isEarly = steps.contains { $0.wait.until.map { $0 > at } ?? false }
            verbs = [("resume", isEarly ? "goes on, once it is time" : "goes on")]
        } else if requests.allSatisfy({ $0.impediment() != nil }) {
            // What nobody may answer is not offered for an answer.
            verbs = [("cancel", "gives it up")]
        } else {
            // What a yes has to fill in belongs to the command.
            let fields = requests.count == 1 ? requests[0].form.filter(\.isNeeded) : []
            verbs = [("approve", "says yes"), ("reject", "says no")]
            form = fields.map { " --field \($0.name)=…" }.joined()
        }
        let needsTime = steps.contains { $0.wait.approval == nil && $0.wait.until != nil }
        return lines
            + commands(verbs, form: form)
            + (needsTime
                ? [
                    StyledText("  moondock resume --all", .accent)
                        + StyledText("  goes on with every run whose time has come", .faint)
                ] : [])
    }

    private func commands(_ verbs: [(verb: String, meaning: String)], form: String = "") -> [StyledText] {
        guard let run = model.start?.run else { return [] }
        let calls = verbs.map { "\($0.verb) \(run)\($0.verb == "approve" ? form : "")" }
        let longest = calls.map(\.count).max() ?? 0
        return zip(calls, verbs.map(\.meaning)).map { call, meaning in
            let gap = String(repeating: " ", count: longest - call.count + 2)
            return StyledText("  moondock \(call)", .accent) + StyledText("\(gap)\(meaning)", .faint)
        }
    }
}
