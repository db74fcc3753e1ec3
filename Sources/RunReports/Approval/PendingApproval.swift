public import Journal
import Recipes
import TextSafety

/// A request that waits, with all that a person needs to answer it.
public struct PendingApproval: Sendable {
    private let record: ApprovalRecord
    private let now: Timestamp

    /// Describes a request.
    /// - Parameter now: the time it is.
    public init(_ record: ApprovalRecord, now: Timestamp) {
        self.record = record
        self.now = now
    }

    /// The lines below the tree.
    public var lines: [String] {
        let request = record.request
        let since = DurationText.text(seconds: now.seconds(since: request.requestedAt))
        let head =
            "step \(request.path) waits for \(request.people) since \(since)\(until): "
            + request.message
        var lines = [head]
        lines += request.details.map { "  │ \(SafeText.indented($0, by: "  │     "))" }
        lines += record.answers.map { answer in
            let comment = answer.comment.map { ": \($0)" } ?? ""
            return "  ✓ \(answer.user) said yes (\(answer.channel))\(comment)"
        }
        if let tally = record.tally { lines.append("  \(tally)") }
        lines += request.form.map(line)
        if let impediment = request.impediment() {
            return lines + [impediment, "moondock cancel \(record.run)  gives it up"]
        }
        lines.append("moondock approve \(record.run)\(fields)   or   moondock reject \(record.run)")
        if let fingerprint = request.fingerprint {
            lines.append("add --seen \(fingerprint) to answer only what is shown here")
        }
        return lines
    }

    private var until: String {
        guard let deadline = record.request.deadline else { return "" }
        let meaning =
            switch record.request.onTimeout {
            case .reject: ""
            case .approve: ", then it counts as a yes"
            case .continue: ", then the run goes on without an answer"
            }
        let over = now > deadline ? " (over; the run takes notice when it is resumed)" : ""
        return ", until \(ClockText.local.dateAndTime(deadline))\(over)\(meaning)"
    }

    private var fields: String {
        record.request.form.filter(\.isNeeded).map { " --field \($0.name)=…" }.joined()
    }

    private func line(_ field: ApprovalField) -> String {
        let fallback = field.fallback.map { ", default \($0)" } ?? (field.isRequired ? "" : ", may be left out")
        let help = field.help.map { ": \($0)" } ?? ""
        return "  field \(field.name) (\(field.expectation)\(fallback))\(help)"
    }
}
