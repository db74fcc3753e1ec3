import Journal
import LuaValues
import WorkerProtocol

/// What a run that has failed does again when it is resumed: made once, by the process that takes it up, and recorded.
///
/// Done again is what failed, together with what was given up because of it: branches that were cancelled, clean-up
/// that followed, the time limits around it. What the recipe had caught and gone on from stays as it was. Where a block
/// was undone, all of it is done again. Where a block could not be undone, only that is tried again.
struct RetryPlan {
    /// What the plan does, for people.
    enum Kind: Hashable {
        /// Nothing failed that could be tried again: the recipe itself raised an error, or had gone on since.
        case nothing
        /// What failed is tried again.
        case failures
        /// Blocks that were undone are begun anew.
        case blocks([String])
        /// What could not be undone is tried again.
        case undo
    }

    let kind: Kind
    /// The steps that are taken off the record, in the order of their ends.
    private(set) var dropped: [String] = []
    /// Those of them that a person said were done, with their results.
    private(set) var replaced: [String: LuaValue] = [:]
    /// The locks of blocks that released them and are gone through again. The run takes them before it goes on: were
    /// their steps done again, a branch could be cancelled before it came to what it had done under its lock.
    private(set) var locks: [LockRequest] = []
    /// Those of the dropped steps that may not be done again without a person's confirmation.
    private(set) var doubts: [String] = []

    /// Makes a plan from the record of a run whose recipe failed.
    /// - Parameter failure: with what and where it failed.
    init(of replay: ReplayLog, failure: RecordedFailure, registry: PrimitiveRegistry) {
        let record = FailedRecord(replay, failure, registry)
        let unfinished = record.blocks { !$0.failures.isEmpty }
        var paths: Set<String>
        if !unfinished.isEmpty {
            paths = record.failedUndo(in: unfinished)
            kind = paths.isEmpty ? .nothing : .undo
        } else if replay.isCancelled {
            // The recipe was asked to end; there is nothing it would go on with.
            paths = []
            kind = .nothing
        } else {
            let undone = record.blocks { $0.undone > 0 }
            paths = record.failures().union(record.steps(in: undone))
            paths.formUnion(record.timeLimits(around: paths))
            paths.formUnion(record.aftermath(of: paths))
            locks = record.locks(releasedIn: paths)
            kind = !undone.isEmpty ? .blocks(undone.sorted()) : paths.isEmpty ? .nothing : .failures
        }
        for path in paths.sorted(by: record.endedBefore) { take(path, replay.entries[path], registry) }
    }

    private mutating func take(_ path: String, _ entry: ReplayLog.Entry?, _ registry: PrimitiveRegistry) {
        guard let entry, let end = entry.end?.stepEnd else { return dropped.append(path) }
        if !registry.mayRepeat(entry.intent, after: end) {
            switch entry.answer?.verdict {
            case .retry: break
            case .done(let value): replaced[path] = value
            case .failed: return
            case nil: doubts.append(path)
            }
        }
        dropped.append(path)
    }

    /// The events that record the plan.
    /// - Parameter person: who resumes the run.
    func events(_ replay: ReplayLog, by person: String, at moment: Timestamp) -> [EventRecord] {
        guard !dropped.isEmpty else { return [] }
        let body: LuaValue = ["by": .string(person), "dropped": .list(dropped.map { .string($0) })]
        var events = [EventRecord(kind: .resumed, path: "", at: moment, body: body.encoded())]
        for (path, value) in replaced.sorted(by: { $0.key < $1.key }) {
            guard let entry = replay.entries[path] else { continue }
            events.append(EventRecord(kind: .started, path: path, at: entry.startedAt, intent: entry.intent))
            events.append(EventRecord(kind: .finished, path: path, at: moment, body: value.encoded()))
        }
        return events
    }

    /// What is done again, as a person who watches sees before it begins.
    func notice(_ replay: ReplayLog) -> String? {
        switch kind {
        case .nothing: return nil
        case .failures: return "tries again what failed: \(Self.list(failed(in: replay)))"
        case .undo: return "tries again what could not be undone: \(Self.list(failed(in: replay)))"
        case .blocks(let blocks):
            let names = blocks.map { path in
                let title = replay.rollbacks[path]?.title ?? replay.scopes[path]?.title ?? ""
                return title.isEmpty ? "the block at step \(path)" : "'\(title)' (step \(path))"
            }
            return "begins \(Self.list(names)) anew, which was undone"
        }
    }

    /// What a resume does, in a few words; `nil` where it would do nothing.
    var promise: String? {
        switch kind {
        case .nothing: nil
        case .failures: "tries again what failed"
        case .blocks: "begins anew what was undone"
        case .undo: "tries again what could not be undone"
        }
    }

    /// The steps that failed, or where time ran out those that were cancelled for it.
    private func failed(in replay: ReplayLog) -> [String] {
        let steps = [EventKind.failed, .cancelled].lazy.map { kind in
            dropped.filter { replay.entries[$0]?.end?.kind == kind }
        }
        return (steps.first { !$0.isEmpty } ?? []).map { "\(replay.entries[$0]?.intent.primitive ?? "") (step \($0))" }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(5).joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
    }
}

extension EventRecord {
    /// How the step ended that this event ends.
    var stepEnd: StepEnd? {
        switch kind {
        case .finished: .done
        case .failed: .failed(value)
        case .cancelled: .cancelled
        default: nil
        }
    }
}
