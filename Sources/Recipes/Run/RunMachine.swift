import Journal
import LuaRuntime
import RecipeWorker

/// The life of one run as a value: takes what happened, returns what to do, and does nothing itself.
///
/// All rules of order live here. Nothing has an effect before its intent is on disk; the worker is told of ends in the
/// order in which they are journaled, so a replay tells it the same things in the same order; ends and the intents they
/// lead to go into one commit, because a recipe between two steps is pure.
struct RunMachine: ~Copyable {
    /// What can happen.
    enum Input: Sendable {
        /// The worker was sent this many messages, the recipe's start the last of them.
        case began(sent: Int)
        case worker(WorkerMessage)
        case workerLost(String)
        case committed
        case commitFailed(JournalError)
        case ended(path: String, StepResult)
        case cancelRequested(by: String)
    }

    /// What to do.
    enum Action: Sendable {
        case send(HostMessage)
        case commit([EventRecord])
        case perform(PreparedCall, startedAt: Timestamp, isInDoubt: Bool)
        case answer(PreparedCall)
        case note(PreparedCall)
        case provideModule(name: String, position: SourcePosition)
        case cancel(path: String)
        case emit(RunEvent.Kind)
        case end(MachineEnding)
    }

    /// A step that the recipe waits for.
    struct Step {
        let call: PreparedCall
        var state: State
        var startedAt: Timestamp
        var isCancelWanted = false

        enum State: Hashable {
            /// Its end is in the journal and its turn has not come.
            case recorded
            /// It waits for the replay to end.
            case held
            /// Its intent is on its way to disk.
            case intended
            /// It is being done.
            case performing
            /// It waits without a process.
            case parked(Wait)
        }
    }

    let registry: PrimitiveRegistry
    var replay: ReplayLog
    var steps: [String: Step] = [:]
    var pending: [EventRecord] = []
    /// Steps whose intents are in `pending`, and in the commit under way.
    var intended: [String] = []
    var committing: [String] = []
    var isCommitting = false
    var sent = 0
    var handled = -1
    var hasStarted = false
    var isCancelled = false
    var cancelReason: String?
    var outcome: MachineEnding?
    var hasEnded = false

    init(registry: PrimitiveRegistry, history: [StoredEvent]) {
        self.registry = registry
        replay = ReplayLog(history)
        hasStarted = !replay.isEmpty
    }

    /// Whether the worker has handled all that was sent to it and waits for more.
    var isWorkerIdle: Bool { handled == sent }

    /// Takes one input and returns what to do about it, in order.
    mutating func handle(_ input: Input, at now: Timestamp) -> [Action] {
        guard !hasEnded else { return [] }
        var actions: [Action] = []
        switch input {
        case .worker(let message): take(message, now, &actions)
        case .workerLost(let reason): lose(reason, &actions)
        case .began(let sent): begin(sent, &actions)
        case .committed: committed(now, &actions)
        case .commitFailed(let error): end(.journalFailed(error), &actions)
        case .ended(let path, let result): finish(path, result, now, &actions)
        case .cancelRequested(let person): cancel(person, now, &actions)
        }
        settle(&actions)
        return actions
    }

    /// Says something to the worker and counts it.
    mutating func send(_ message: HostMessage, _ actions: inout [Action]) {
        sent += 1
        actions.append(.send(message))
    }

    mutating func end(_ ending: MachineEnding, _ actions: inout [Action]) {
        guard !hasEnded else { return }
        hasEnded = true
        for (path, step) in steps where step.state == .performing { actions.append(.cancel(path: path)) }
        actions.append(.end(ending))
    }

    private mutating func lose(_ reason: String, _ actions: inout [Action]) {
        if outcome == nil { end(.workerLost(reason), &actions) }
    }

    private mutating func begin(_ sent: Int, _ actions: inout [Action]) {
        self.sent = sent
        tell(&actions)
    }

    private mutating func committed(_ now: Timestamp, _ actions: inout [Action]) {
        isCommitting = false
        let paths = committing
        committing = []
        for path in paths {
            guard var step = steps[path] else { continue }
            step.state = .performing
            steps[path] = step
            if step.isCancelWanted {
                // Never begun, so nothing to stop: the end follows in the journal's next commit.
                finish(path, .cancelled, now, &actions)
            } else {
                actions.append(.perform(step.call, startedAt: step.startedAt, isInDoubt: false))
            }
        }
    }

    /// What follows once an input is taken: commits, and the end.
    private mutating func settle(_ actions: inout [Action]) {
        guard !hasEnded else { return }
        if !pending.isEmpty, !isCommitting, isWorkerIdle || outcome != nil {
            isCommitting = true
            committing = intended
            intended = []
            hasStarted = true
            actions.append(.commit(pending))
            pending = []
        }
        guard pending.isEmpty, !isCommitting else { return }
        if let outcome {
            end(replay.missing.map { .diverged($0) } ?? outcome, &actions)
        } else if isWorkerIdle {
            settleIdle(&actions)
        }
    }

    private mutating func settleIdle(_ actions: inout [Action]) {
        if !replay.isDrained {
            // Idle with ends left to tell: the recipe no longer asks for what the journal has.
            if let divergence = replay.missing { end(.diverged(divergence), &actions) }
            return
        }
        let waits = steps.compactMap { path, step -> ParkedStep? in
            if case .parked(let wait) = step.state { ParkedStep(path: path, wait: wait) } else { nil }
        }
        if !waits.isEmpty, waits.count == steps.count {
            end(.parked(waits.sorted { $0.path < $1.path }), &actions)
        }
    }
}

/// How one call ended.
enum StepResult: Sendable {
    case done(LuaValue)
    case failed(StepError)
    case cancelled
    case parked(Wait)
    case inDoubt(String)
}

/// How the machine's work ended.
enum MachineEnding: Sendable {
    case finished(LuaValue)
    case failed(RecipeFailure)
    case parked([ParkedStep])
    case diverged(Divergence)
    case inDoubt(path: String, call: CallRequest, reason: String)
    case workerLost(String)
    case journalFailed(JournalError)
}
