/// What comes of a step's requesting approval.
public struct ApprovalOpening: Hashable, Sendable {
    /// What the step is given.
    public enum Outcome: Hashable, Sendable {
        /// A request that was made before, by this step or by one that shares its answer.
        case existing(ApprovalRecord)
        /// A request of its own that is recorded anew.
        case new(ApprovalRecord)
        /// Nothing: the request on record is not the one that the step made.
        case changed(ApprovalRecord)
    }

    /// What the step is given.
    public let outcome: Outcome
    /// A request of the step that counts no more, whatever was answered.
    public let voided: ApprovalRecord?

    /// Looks through what a run has asked before.
    /// - Parameters:
    ///   - request: what a step requests.
    ///   - records: the requests of its run.
    ///   - now: the present moment.
    ///   - endCount: how often the step has failed or was cancelled.
    public init(
        _ request: ApprovalRequest, of run: RunID, among records: [ApprovalRecord], now: Timestamp,
        endCount: () throws -> Int
    ) rethrows {
        let own = records.latest { $0.request.path == request.path }
        let isAskedAnew = try own.map { try $0.isAskedAnew(by: request, records, endCount) } ?? false
        if let own, !isAskedAnew, own.isChanged(for: request) {
            voided = own.settled(.voided, at: now)
            outcome = .changed(own)
            return
        }
        let replaced = own.flatMap { $0.state != .voided && $0.request.isVoid(for: request) ? $0 : nil }
        voided = replaced?.settled(.voided, at: now)
        let existing = records.latest { $0.answers(for: request) }
        if let existing, try !existing.isAskedAnew(by: request, records, endCount) {
            outcome = .existing(existing)
            return
        }
        // People have as much time for a question that replaces another one as they had for that.
        let asked = replaced == nil ? request : request.moved(to: now)
        outcome = .new(ApprovalRecord(run: run, round: (own?.round ?? 0) + 1, request: asked))
    }
}

extension ApprovalRecord {
    /// Whether a step can take the answer to this request as the answer to its own.
    fileprivate func answers(for other: ApprovalRequest) -> Bool {
        let isShared = other.once != nil && request.once == other.once && request.hasRules(of: other)
        return (isShared || request.path == other.path) && state != .voided && !request.isVoid(for: other)
    }

    /// Whether a request on record is not the one its step made, although the step asks now what it asked then.
    fileprivate func isChanged(for other: ApprovalRequest) -> Bool {
        guard state != .voided, request.binding != nil, !request.isVoid(for: other) else { return false }
        return !request.hasRules(of: other)
    }

    /// Whether a step that is begun anew has to ask again: what came of the request the last time made it fail.
    fileprivate func isAskedAnew(
        by other: ApprovalRequest, _ records: [ApprovalRecord], _ endCount: () throws -> Int
    ) rethrows -> Bool {
        guard request.path == other.path, state.isDenial, let decidedAt else { return false }
        if other.requestedAt > decidedAt { return true }
        guard other.requestedAt != request.requestedAt else { return false }
        // By the clock it was asked before it was decided, which a clock that was set back makes of both. By their
        // order each rejection has ended the step once, unless it is this very start that it is for.
        return try endCount() >= records.count { $0.request.path == other.path && $0.state.isDenial }
    }
}

extension RunStatus {
    /// Whether a run that stood so and is taken up asks again what was rejected, also where steps share one answer: the
    /// request then loses the name under which they do.
    public var asksRejectedAnew: Bool { self == .failed }
}
