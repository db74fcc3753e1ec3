import Journal
import LuaRuntime
import RecipeWorker

/// What the journal has of a run when a process takes it up again.
struct ReplayLog {
    /// A step on record.
    struct Entry {
        let intent: StepIntent
        let startedAt: Timestamp
        var ending: EventRecord?
        /// Whether it is known not to have happened, so that it is to be begun again.
        var isRetried = false
    }

    /// What the worker is to be told, in the order in which it was told before.
    enum Delivery: Hashable {
        case end(path: String)
        case cancel(reason: String)
    }

    private(set) var entries: [String: Entry] = [:]
    private(set) var scopes: Set<String> = []
    private var deliveries: [Delivery] = []
    private var next = 0

    /// Reads a run's journal.
    /// - Parameters:
    ///   - history: the events, in order.
    ///   - retriesFailures: whether the run has failed and is to try again what it failed at.
    init(_ history: [StoredEvent], retriesFailures: Bool = false) {
        let retried = retriesFailures ? Self.retried(history) : []
        for stored in history {
            let event = stored.event
            switch event.kind {
            case .started:
                guard let intent = event.intent else { continue }
                // Begun again, so what came of it before no longer counts.
                if entries[event.path]?.ending != nil { deliveries.removeAll { $0 == .end(path: event.path) } }
                entries[event.path] = Entry(intent: intent, startedAt: event.at)
            case .finished, .failed, .cancelled:
                guard entries[event.path] != nil else { continue }
                if retried.contains(stored.id) {
                    entries[event.path]?.isRetried = true
                } else {
                    entries[event.path]?.ending = event
                    deliveries.append(.end(path: event.path))
                }
            case .answered:
                if OperatorAnswer.isRetry(event) { entries[event.path]?.isRetried = true }
            case .edited:
                for path in Self.dropped(by: event) { forget(path) }
            case .cancelRequested:
                let by = event.body.flatMap { try? LuaValue(decoding: $0) }?.string
                deliveries.append(.cancel(reason: by ?? "cancelled"))
            case .scopeOpened: scopes.insert(event.path)
            case .attemptFailed, .resumed: break
            }
        }
    }

    /// The ends to try again: those after which nothing was begun that came to something. Once a step was undone, there
    /// is no going back behind it.
    private static func retried(_ history: [StoredEvent]) -> Set<Int64> {
        guard !history.contains(where: { $0.event.kind == .cancelRequested }) else { return [] }
        var retried: Set<Int64> = []
        var ended: Set<String> = []
        for stored in history.reversed() {
            switch stored.event.kind {
            case .failed, .cancelled:
                retried.insert(stored.id)
                ended.insert(stored.event.path)
            case .started where !ended.contains(stored.event.path): return retried
            default: break
            }
        }
        return retried
    }

    var isEmpty: Bool { entries.isEmpty && deliveries.isEmpty && scopes.isEmpty }

    /// Whether all that is on record has been told.
    var isDrained: Bool { next == deliveries.count }

    /// Whether every step on record has come to its end, and none is to be tried again.
    var isSettled: Bool { entries.values.allSatisfy { $0.ending != nil } }

    /// How many ends are on record.
    var finishedSteps: Int { entries.values.count { $0.ending != nil } }

    /// The next thing to tell.
    var upcoming: Delivery? { isDrained ? nil : deliveries[next] }

    /// The ends that are to be told next, one after the other, in messages of some size: the worker goes through one
    /// while the host looks at what it said to the one before.
    func upcomingEnds() -> [[RecordedEnd]] {
        var messages: [[RecordedEnd]] = []
        var bytes = 0
        for delivery in deliveries[next...] {
            guard case .end(let path) = delivery, let ending = entries[path]?.ending else { break }
            bytes += ending.body?.count ?? 0
            if messages.isEmpty || messages[messages.count - 1].count == Self.endsAtOnce || bytes > Self.bytesAtOnce {
                messages.append([])
                bytes = 0
            }
            messages[messages.count - 1].append(
                RecordedEnd(path: path, result: ending.result, at: ending.at.milliseconds))
        }
        return messages
    }

    private static let endsAtOnce = 200
    private static let bytesAtOnce = 256 << 10

    /// Marks the next thing as told.
    mutating func advance() { next += 1 }

    /// Compares a call with what is on record at its path.
    func divergence(of call: CallRequest, intent: StepIntent) -> Divergence? {
        guard let entry = entries[call.path], entry.intent.digest != intent.digest else { return nil }
        return Divergence(path: call.path, recorded: entry.intent, now: call)
    }

    /// The step that is to be told next and that nobody asked for.
    var missing: Divergence? {
        guard case .end(let path) = upcoming, let entry = entries[path] else { return nil }
        return Divergence(path: path, recorded: entry.intent, now: nil)
    }
}

extension ReplayLog {
    /// The paths of the ends that are still to be told, in their order.
    var untold: [String] {
        deliveries[next...].compactMap { if case .end(let path) = $0 { path } else { nil } }
    }

    /// Takes a step off the record, as if it had never been asked for.
    mutating func forget(_ path: String) {
        entries[path] = nil
        // What was told stays told; only what is to come can be left out.
        if let place = deliveries[next...].firstIndex(of: .end(path: path)) { deliveries.remove(at: place) }
    }

    /// The steps that an edit took off the record.
    static func dropped(by event: EventRecord) -> [String] {
        let value = event.body.flatMap { try? LuaValue(decoding: $0) }
        return (value?.table?.items ?? []).compactMap(\.string)
    }
}

extension EventRecord {
    /// What came of a step that this event ends.
    var result: Result<LuaValue, ReplyFailure> {
        let value = body.flatMap { try? LuaValue(decoding: $0) } ?? .nil
        return kind == .finished ? .success(value) : .failure(ReplyFailure(fields: value.table ?? LuaTable()))
    }
}

/// The recipe does not do what the journal says it did.
struct Divergence: Error, Sendable {
    let path: String
    let recorded: StepIntent
    let now: CallRequest?
    /// The step that cannot be left out, where the recipe was edited.
    var obstacle: Obstacle?

    /// A step on record that an edited recipe would have to do without.
    struct Obstacle: Sendable {
        let path: String
        let recorded: StepIntent
        /// Whether it came to its end; else nobody knows.
        let isDone: Bool
    }
}
