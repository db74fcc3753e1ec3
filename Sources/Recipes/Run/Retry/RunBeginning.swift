import Journal
import LuaValues

/// What a new run takes over of another one: what was done before a step and still stands.
struct RunBeginning {
    /// The events that the new run's journal begins with.
    let events: [EventRecord]
    /// What is done again though it came before the step, for people.
    let notices: [String]

    /// - Parameters:
    ///   - run: the other run.
    ///   - step: the path of the first step to do again, or of a scope; `nil` for all of them.
    ///   - history: the other run's events.
    ///   - person: who begins the new run.
    /// - Throws: `Diagnostic` where the run has no such step, or where something would have to be done again that needs
    ///   a person's confirmation.
    init(
        of run: RunRecord, before step: String?, in history: [StoredEvent], registry: PrimitiveRegistry,
        by person: String
    ) throws {
        guard let step else {
            (events, notices) = ([], [])
            return
        }
        let cut = history.firstIndex { $0.event.kind == .started && ProgramOrder.lies($0.event.path, in: step) }
        guard let cut else { throw Self.noSuchStep(step, run, history) }
        let kept = Self.kept(history[..<cut])
        let before = ReplayLog(kept.enumerated().map { StoredEvent(id: Int64($0.offset + 1), event: $0.element) })
        let later = LaterEvents(history[cut...], registry)
        var again: [String] = []
        var notices: [String] = []
        for (path, entry) in before.entries.sorted(by: { $0.value.endedAt < $1.value.endedAt }) {
            if let reason = later.reason(path, entry) {
                guard registry.mayRepeat(entry.intent, after: entry.end?.stepEnd ?? .done) else {
                    throw Self.needsConfirmation(path, entry.intent, reason, run)
                }
                notices.append("step \(path), \(entry.intent.primitive), is done again: \(reason)")
                again.append(path)
            } else if entry.intent.primitive == "lock", !before.isReleased(path) {
                // The other run's lock is not this one's.
                again.append(path)
            }
        }
        self.notices = notices
        if again.isEmpty {
            events = kept
        } else {
            let body: LuaValue = ["by": .string(person), "dropped": .list(again.map { .string($0) })]
            events = kept + [EventRecord(kind: .resumed, path: "", at: .now, body: body.encoded())]
        }
    }

    /// The events that say what was done; a step that was under way belongs to the other run.
    private static func kept(_ before: ArraySlice<StoredEvent>) -> [EventRecord] {
        let events = before.map(\.event)
        let ended = Set(events.filter(\.kind.endsStep).map(\.path))
        return events.filter { event in
            switch event.kind {
            case .started, .answered: ended.contains(event.path)
            case .finished, .failed, .cancelled, .scopeOpened, .scopeClosed, .edited, .resumed, .rolledBack: true
            case .cancelRequested, .recipeFailed, .abandoned, .accepted: false
            }
        }
    }

    private static func noSuchStep(_ step: String, _ run: RunRecord, _ history: [StoredEvent]) -> Diagnostic {
        let known = history.filter { $0.event.kind == .started }.map(\.event.path)
        let nearest = Suggestion.nearest(to: step, among: known)
        return Diagnostic(
            code: "no_such_step", message: "run \(run.id) has no step \(step)",
            hint: nearest.map { "did you mean \($0)?" } ?? "moondock show \(run.id) lists the steps")
    }

    private static func needsConfirmation(_ path: String, _ intent: StepIntent, _ reason: String, _ run: RunRecord)
        -> Diagnostic
    {
        Diagnostic(
            code: "not_standing",
            message: "step \(path), \(intent.primitive) (\(intent.source)), would have to be done again: \(reason)",
            details: ["it may not be repeated without a person's confirmation"],
            hint: "moondock rerun \(run.id) --from \(path) confirms it", step: path)
    }
}

/// What happened in a run after the place where it is cut.
private struct LaterEvents {
    private var undone: Set<String> = []
    private var retried: Set<String> = []
    private var takenAway: [LuaValue] = []

    init(_ events: ArraySlice<StoredEvent>, _ registry: PrimitiveRegistry) {
        var intents: [String: StepIntent] = [:]
        for event in events.map(\.event) {
            switch event.kind {
            case .started: intents[event.path] = event.intent
            case .finished:
                guard let intent = intents[event.path],
                    let key = registry[intent.primitive]?.declaration.takesAway,
                    let options = try? LuaValue(decoding: intent.options)
                else { continue }
                takenAway.append(options[key] == .nil ? options.table?.items.first ?? .nil : options[key])
            case .rolledBack where RecordedRollback(event).undone > 0: undone.insert(event.path)
            case .resumed: retried.formUnion(event.paths("dropped"))
            default: break
            }
        }
    }

    /// Why what a step did no longer stands; `nil` where it does.
    func reason(_ path: String, _ entry: ReplayLog.Entry) -> String? {
        if entry.isCleanUp {
            // What is done again in a block is undone again, or the block goes on from the middle of its undoing.
            let isPartOfUndoing = entry.end != nil && ProgramOrder.lies(path, inAnyOf: undone)
            return isPartOfUndoing ? "its block was undone since" : nil
        }
        guard entry.end?.kind == .finished else { return nil }
        if ProgramOrder.lies(path, inAnyOf: undone) { return "it was undone since" }
        if retried.contains(path) { return "it was done again since" }
        guard case .handle(let handle)? = entry.end?.value else { return nil }
        let isGone = takenAway.contains { value in
            switch value {
            case .handle(let other): other.kind == handle.kind && other["id"] == handle["id"]
            case .string(let name): handle["name"].string == name || handle["container"].string == name
            default: false
            }
        }
        return isGone ? "what it made was taken away since" : nil
    }
}

extension ReplayLog {
    /// Whether a lock that a step took was released.
    fileprivate func isReleased(_ path: String) -> Bool {
        let scope = ProgramOrder.parent(of: path)
        return entries.contains { other, entry in
            entry.intent.primitive == "unlock" && entry.end?.kind == .finished
                && ProgramOrder.parent(of: other) == scope
        }
    }
}
