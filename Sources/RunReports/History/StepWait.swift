public import Journal
import LuaValues
import Recipes

/// What a step without an end waits for, as far as the journal shows.
///
/// What only the process at work knows, such as how a health check goes, is not in the journal: of such a step it says
/// since when it runs.
public struct StepWait: Encodable, Sendable {
    /// What it waits for; `nil` for a step that is at work.
    public let reason: String?
    /// Since when.
    public let since: MomentText
    /// When the wait ends by itself.
    public let until: String?
    private let start: Timestamp
    private let end: Timestamp?

    private enum CodingKeys: String, CodingKey { case reason, since, until }

    /// Whether it waits for a person or a time.
    public var isForSomething: Bool { reason != nil }

    init(
        path: String, _ intent: StepIntent, since: Timestamp, approvals: ApprovalIndex, registry: PrimitiveRegistry
    ) {
        let name = (try? LuaValue(decoding: intent.options))?["once"].string
        let approval = approvals.latest(of: path, sharedAs: name)
        let wait = registry.wait(of: intent, since: since)
        reason = approval.map(Self.text) ?? wait?.reason
        start = approval?.request.requestedAt ?? since
        end = approval.map(\.request.deadline) ?? wait?.until
        self.since = MomentText(start)
        until = end?.text
    }

    private static func text(_ record: ApprovalRecord) -> String {
        guard record.state == .pending else { return "approval: \(record.outcome); the run has not gone on yet" }
        return "approval by \(record.request.people)\(record.tally.map { ", \($0)" } ?? "")"
    }

    /// The wait as people read it.
    /// - Parameter now: the time it is.
    public func text(now: Timestamp) -> String {
        let clock = ClockText.local
        let begin = "since \(clock.brief(start, now: now))"
        guard let reason else { return "running \(begin)" }
        guard let end else { return "waits for \(Self.object(reason)), \(begin)" }
        let left = end.seconds(since: now)
        let rest = left > 0 ? "in \(DurationText.text(seconds: left))" : "which is over"
        return "waits for \(Self.object(reason)), \(begin), until \(clock.brief(end, now: now)), \(rest)"
    }

    private static func object(_ reason: String) -> String { reason == "sleeping" ? "its time" : reason }
}
