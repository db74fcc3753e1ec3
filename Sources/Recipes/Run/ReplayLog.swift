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
    }

    /// What the worker is to be told, in the order in which it was told before.
    enum Delivery {
        case end(path: String)
        case cancel(reason: String)
    }

    private(set) var entries: [String: Entry] = [:]
    private(set) var scopes: Set<String> = []
    private var deliveries: [Delivery] = []
    private var next = 0

    init(_ history: [StoredEvent]) {
        for stored in history {
            let event = stored.event
            switch event.kind {
            case .started:
                if let intent = event.intent { entries[event.path] = Entry(intent: intent, startedAt: event.at) }
            case .finished, .failed, .cancelled:
                guard entries[event.path] != nil else { continue }
                entries[event.path]?.ending = event
                deliveries.append(.end(path: event.path))
            case .cancelRequested:
                let by = event.body.flatMap { try? LuaValue(decoding: $0) }?.string
                deliveries.append(.cancel(reason: by ?? "cancelled"))
            case .scopeOpened: scopes.insert(event.path)
            case .attemptFailed, .resumed: break
            }
        }
    }

    var isEmpty: Bool { entries.isEmpty }

    /// Whether all that is on record has been told.
    var isDrained: Bool { next == deliveries.count }

    /// How many ends are on record.
    var finishedSteps: Int { entries.values.count { $0.ending != nil } }

    /// The next thing to tell.
    var upcoming: Delivery? { isDrained ? nil : deliveries[next] }

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

/// The recipe does not do what the journal says it did.
struct Divergence: Error, Sendable {
    let path: String
    let recorded: StepIntent
    let now: CallRequest?
}
