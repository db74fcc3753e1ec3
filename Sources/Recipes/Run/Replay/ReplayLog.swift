public import Journal
import LuaValues
import WorkerProtocol

/// What the journal has of a run when a process takes it up again.
struct ReplayLog {
    /// A step on record.
    struct Entry {
        let intent: StepIntent
        let startedAt: Timestamp
        /// Whether it cleans up after what ended.
        let isCleanUp: Bool
        /// Whether its branch was cancelled when it began.
        let isInCancelledBranch: Bool
        var end: EventRecord?
        /// The place of its end in the journal.
        var endedAt: Int64 = 0
        /// What a person said of it since.
        var answer: OperatorAnswer?

        /// Whether a person said that it did not happen, so that it is to be begun again.
        var isRetried: Bool { end == nil && answer?.verdict == .retry }
    }

    /// A scope on record.
    struct Scope: Hashable {
        let kind: String
        let title: String

        /// Whether the parts of its path are the names of branches.
        var isFork: Bool { kind == "parallel" || kind == "timeout" }
    }

    /// What is to be delivered to the worker.
    enum Delivery: Hashable {
        case end(path: String)
        case cancel(reason: String)
    }

    private(set) var entries: [String: Entry] = [:]
    private(set) var scopes: [String: Scope] = [:]
    /// How scopes and branches ended, by their paths.
    private(set) var ends: [String: RecordedScopeEnd] = [:]
    /// What blocks rolled back, by their paths.
    private(set) var rollbacks: [String: RecordedRollback] = [:]
    /// The failure the recipe ended with, where nothing was taken off the record since.
    private(set) var failure: RecordedFailure?
    /// Whether somebody requested the run's cancellation and the recipe was notified.
    private(set) var isCancelled = false
    /// Whether the journal says how the recipe ended when it failed; those of older versions do not.
    private(set) var recordsFailures = false
    private var queue = DeliveryQueue()

    /// Reads a run's journal.
    init(_ history: [StoredEvent]) {
        for stored in history { read(stored) }
    }

    private mutating func read(_ stored: StoredEvent) {
        let event = stored.event
        switch event.kind {
        case .started:
            guard let intent = event.intent else { return }
            // Begun again, so what came of it before no longer counts.
            if entries[event.path]?.end != nil { queue.remove(.end(path: event.path)) }
            let isCleanUp = event.value["clean_up"] == true || Self.cleanUp.contains(intent.primitive)
            entries[event.path] = Entry(
                intent: intent, startedAt: event.at, isCleanUp: isCleanUp,
                isInCancelledBranch: event.value["cancelled"] == true)
        case .finished, .failed, .cancelled:
            guard entries[event.path] != nil else { return }
            entries[event.path]?.end = event
            entries[event.path]?.endedAt = stored.id
            queue.append(.end(path: event.path))
        case .answered: entries[event.path]?.answer = OperatorAnswer(event)
        case .edited: for path in event.paths("") { forget(path) }
        case .resumed:
            failure = nil
            recordsFailures = true
            takeOff(event.paths("dropped"))
        case .recipeFailed:
            failure = RecordedFailure(event)
            recordsFailures = true
        case .rolledBack: rollbacks[event.path] = RecordedRollback(event)
        case .cancelRequested:
            if !isCancelled { queue.append(.cancel(reason: event.value.string ?? "cancelled")) }
            isCancelled = true
        case .scopeOpened:
            let value = event.value
            scopes[event.path] = Scope(kind: value["kind"].string ?? "", title: value["title"].string ?? "")
        case .scopeClosed: ends[event.path] = RecordedScopeEnd(event)
        case .abandoned, .accepted: break
        }
    }

    /// Takes steps off the record that are to be done again. What came after the first of them is delivered as the
    /// recipe requests it: it no longer has to come in its old order.
    private mutating func takeOff(_ paths: [String]) {
        for path in paths {
            queue.loosen(from: .end(path: path))
            forget(path)
        }
        for block in rollbacks.keys where paths.contains(where: { ProgramOrder.lies($0, in: block) }) {
            rollbacks[block] = nil
        }
    }

    var isEmpty: Bool { entries.isEmpty && queue.isEmpty && scopes.isEmpty }

    /// Whether nothing on record can be delivered now.
    var isDrained: Bool { upcoming == nil }

    /// Whether steps were taken off the record, so that a part of it is delivered as it is requested.
    var isLoosened: Bool { queue.isLoosened }

    /// Whether the next thing to deliver is the next one in order, requested or not.
    var isNextStrict: Bool { queue.isNextStrict }

    /// The primitives of the steps on record.
    var primitives: Set<String> { Set(entries.values.map(\.intent.primitive)) }

    /// How many ends are on record.
    var finishedSteps: Int { entries.values.count { $0.end != nil } }

    /// The next thing to deliver.
    var upcoming: Delivery? { queue.next }

    /// The ends that are to be delivered next, one after the other, in messages of some size: the worker goes through
    /// one while the host looks at what it said to the one before.
    func upcomingEnds() -> [[RecordedEnd]] {
        var messages: [[RecordedEnd]] = []
        var bytes = 0
        for delivery in queue.ordered {
            guard case .end(let path) = delivery, let end = entries[path]?.end else { break }
            bytes += end.body?.count ?? 0
            if messages.isEmpty || messages[messages.count - 1].count == Self.endsAtOnce || bytes > Self.bytesAtOnce {
                messages.append([])
                bytes = 0
            }
            messages[messages.count - 1].append(
                RecordedEnd(path: path, result: end.result, at: end.at.milliseconds))
        }
        return messages
    }

    /// What is clean-up also in journals that do not say so.
    private static let cleanUp: Set<String> = ["unlock", "docker_restore"]
    private static let endsAtOnce = 200
    private static let bytesAtOnce = 256 << 10

    /// Notes that the recipe requested a step whose end is on record.
    mutating func ask(_ path: String) { queue.ask(.end(path: path)) }

    /// Marks the next thing as delivered.
    mutating func advance() { queue.advance() }

    /// Compares a call with what is on record at its path.
    func divergence(of call: CallRequest, intent: StepIntent) -> Divergence? {
        guard let entry = entries[call.path], entry.intent.digest != intent.digest else { return nil }
        return Divergence(path: call.path, recorded: entry.intent, now: call)
    }

    /// The step that is to be delivered next and that nobody requested.
    var missing: Divergence? {
        guard case .end(let path) = upcoming, let entry = entries[path] else { return nil }
        return Divergence(path: path, recorded: entry.intent, now: nil)
    }

    /// The paths of the ends that are still to be delivered, in their order.
    var undelivered: [String] {
        queue.rest.compactMap { if case .end(let path) = $0 { path } else { nil } }
    }

    /// Takes a step off the record, as if it had never been requested.
    mutating func forget(_ path: String) {
        entries[path] = nil
        // What it lies in ends anew.
        for end in path.indices where path[end] == "/" { ends[String(path[..<end])] = nil }
        // What was delivered stays delivered; only what is to come can be left out.
        queue.remove(.end(path: path))
    }
}

extension EventRecord {
    /// The paths of steps that the event's body lists.
    /// - Parameter key: the field that lists them; empty where the body is the list.
    public func paths(_ key: String) -> [String] {
        let list = key.isEmpty ? value : value[key]
        return (list.table?.items ?? []).compactMap(\.string)
    }

    /// What came of a step that this event ends.
    var result: Result<LuaValue, ReplyFailure> {
        let value = value
        return kind == .finished ? .success(value) : .failure(ReplyFailure(fields: value.table ?? LuaTable()))
    }
}
