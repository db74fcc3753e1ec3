/// A place where the journal of a run is not what was recorded.
public struct JournalFault: Hashable, Sendable, CustomStringConvertible {
    /// What is at fault.
    public enum Kind: String, Hashable, Sendable {
        /// What the run is made from.
        case definition
        /// The sources that were pinned into it.
        case sources
        /// An event, or the number of events.
        case events
        /// The decision of a request for approval.
        case approval
        /// A request for approval itself; it counts no more.
        case request
        /// The journal ends before the run did.
        case loss
    }

    /// What is at fault.
    public let kind: Kind
    /// The event, or the first of several.
    public let event: Int64?
    /// The step, where it belongs to one.
    public let step: String?
    /// What is wrong, as people read it.
    public let description: String

    private init(_ kind: Kind, event: Int64? = nil, step: String? = nil, _ description: String) {
        (self.kind, self.event, self.step, self.description) = (kind, event, step, description)
    }
}

extension JournalFault {
    /// What the run is made from was changed.
    public static var definition: JournalFault {
        JournalFault(
            .definition,
            "what the run is made from (recipe, environment, parameters, sources, requester or project) was changed")
    }

    /// The sources are not there, or others are.
    public static func sources(_ hash: ContentHash, isThere: Bool) -> JournalFault {
        let name = hash.description.prefix(12)
        return JournalFault(
            .sources,
            isThere
                ? "the sources pinned under \(name) were changed: their hash is another one"
                : "the sources pinned under \(name) are not in the journal")
    }

    static func changed(_ event: Int64, _ what: String, path: String) -> JournalFault {
        JournalFault(.events, event: event, step: step(path), "event \(event) (\(what)) is not what was recorded")
    }

    static func added(_ event: Int64, _ what: String, path: String) -> JournalFault {
        JournalFault(
            .events, event: event, step: step(path), "event \(event) (\(what)) was added by somebody else than the run")
    }

    static func missing(_ events: ClosedRange<Int64>) -> JournalFault {
        let text =
            events.count == 1
            ? "event \(events.lowerBound) is missing"
            : "events \(events.lowerBound) to \(events.upperBound) are missing"
        return JournalFault(.events, event: events.lowerBound, text)
    }

    /// What the run says of its events is not so.
    public static func head(_ text: String) -> JournalFault {
        JournalFault(.events, "the record of the run was changed: \(text)")
    }

    /// A decision that does not follow from the answers.
    public static func approval(_ record: ApprovalRecord, _ text: String) -> JournalFault {
        JournalFault(
            .approval, step: record.request.path,
            "the request of step \(record.request.path) counts as \(record.state.rawValue), and \(text)")
    }

    /// A request that is not the one the step made.
    public static func changed(_ record: ApprovalRecord) -> JournalFault {
        JournalFault(
            .request, step: record.request.path,
            "the request of step \(record.request.path) was changed: who may answer, how many it takes or its time is not "
                + "what the recipe requests")
    }

    static func loss(after last: Int64, _ lost: [TrailEntry]) -> JournalFault {
        let shown = lost.prefix(8).map { "\($0.event) \($0.text)" }.joined(separator: "; ")
        let more = lost.count > 8 ? "; and \(lost.count - 8) more" : ""
        let end = last == 0 ? "has no event of the run" : "ends with event \(last)"
        return JournalFault(
            .loss, event: last + 1,
            "the journal \(end), and the run came further: it went back, or lost its end. Recorded after that: "
                + "\(shown)\(more)")
    }

    private static func step(_ path: String) -> String? { path.isEmpty ? nil : path }
}
