import Journal
import LuaValues
import WorkerProtocol

/// The life of one run as a value: takes what happened, returns what to do, and does nothing itself.
///
/// All rules of order live here. Nothing has an effect before its intent is on disk. The worker gets one thing at a
/// time, when it waits for the host and nothing is on its way to it, in the order of the journal: a replay then finds
/// it in the same state at each. Ends and the intents they lead to go into one commit, because a recipe between two
/// steps is pure.
struct RunMachine: ~Copyable {
    /// What can happen.
    enum Input: Sendable {
        /// The worker was sent the recipe's start.
        case began
        case worker(WorkerMessage)
        case workerLost(String)
        case committed
        case commitFailed(JournalError)
        case ended(path: String, StepResult)
        case cancelRequested(by: String)
        /// So many seconds have passed since somebody requested the run's end.
        case cancelWaits(seconds: Int)
        /// The terminal has gone.
        case parkRequested
        /// The run was called off before there was a record of it.
        case neverBegun
    }

    /// What to do.
    enum Action: Sendable {
        case send(HostMessage)
        case commit([EventRecord])
        case perform(PreparedCall, startedAt: Timestamp, isInDoubt: Bool)
        /// Roll back what a call in doubt has half done: its run, its branch or its time is over.
        case withdraw(PreparedCall, startedAt: Timestamp)
        case answer(PreparedCall)
        case notify(PreparedCall)
        case provideModule(name: String)
        case cancel(path: String)
        case emit(RunEvent.Kind)
        case end(MachineOutcome)
    }

    /// A step that the recipe waits for.
    struct Step {
        let call: PreparedCall
        var state: State
        var startedAt: Timestamp
        var isCancelWanted = false
        /// Whether it waits for a time that had passed before this process took the run up.
        var isOverdue = false

        var isParked: Bool { if case .parked = state { true } else { false } }

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

    /// What the worker gets when its turn comes.
    enum Arrival {
        case end(path: String, StepResult)
        case cancel(person: String)
    }

    let registry: PrimitiveRegistry
    let authority: Authority
    /// The revisions of the declarations that the recipe was written for.
    let revisions: [String: Int]
    var replay: ReplayLog
    /// Whether the recipe has not come to the point where the journal ends.
    var isReplaying: Bool
    var steps = StepTable()
    /// Every step that this process's worker has requested.
    var asked: Set<String> = []
    /// Steps that were requested and not begun, in the order in which the recipe asked.
    var held: [String] = []
    /// A slice, so that the first one goes without moving the others.
    var arrivals: ArraySlice<Arrival> = []
    /// Who has asked for the run's end and was not heard yet: the first of the requests among the arrivals.
    var waitingCancellation: String?
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
    var outcome: MachineOutcome?
    /// The edited sources this process goes on with, until the journal has taken them over.
    var edit: RunEdit?
    /// The steps it has taken off the record.
    var dropped: [String] = []
    /// What was rolled back, block by block.
    var rollbacks: [RollbackReport] = []
    /// What steps that were cancelled have left in the world, in words.
    var leftovers: [String] = []
    /// Where the recipe fails, as far as its branches show.
    var failedBranch = FailedBranch()
    /// The blocks that undo what was done in them, by path, with their titles.
    var openBlocks: [String: String] = [:]
    /// How far the worker was when somebody first requested the run's end.
    var handledWhenAsked: Int?
    /// How the run comes to a stop without its worker, if it does.
    var stop: Stop?
    var hasDeliveredLeftOver = false
    var hasEnded = false

    init(
        registry: PrimitiveRegistry, authority: Authority = Authority(), replay: ReplayLog, edit: RunEdit? = nil,
        revisions: [String: Int]? = nil
    ) {
        self.registry = registry
        self.revisions = revisions ?? registry.revisions
        self.authority = authority
        self.replay = replay
        self.edit = edit
        isReplaying = !replay.isEmpty
        hasStarted = !replay.isEmpty
        if edit != nil { voidAnswers() }
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
        case .began: sent += 1
        case .committed: committed(&actions)
        case .commitFailed(let error): end(.journalFailed(error), &actions)
        case .ended(let path, let result): arrivals.append(.end(path: path, result))
        case .cancelRequested(let person):
            handledWhenAsked = handledWhenAsked ?? handled
            arrivals.append(.cancel(person: person))
            waitingCancellation = waitingCancellation ?? person
        case .cancelWaits(let seconds): stopMute(after: seconds, &actions)
        case .parkRequested: stopToPark()
        case .neverBegun:
            let reason = waitingCancellation.map { "cancelled by \($0)" } ?? cancelReason
            let message = reason ?? "its terminal went away before it had begun"
            end(.failed(RecipeFailure(kind: .cancelled, message: message)), &actions)
        }
        settle(now, &actions)
        return actions
    }

    /// Says something to the worker and counts it.
    mutating func send(_ message: HostMessage, _ actions: inout [Action]) {
        sent += 1
        actions.append(.send(message))
    }

    mutating func end(_ outcome: MachineOutcome, _ actions: inout [Action]) {
        guard !hasEnded else { return }
        hasEnded = true
        for (path, step) in steps where step.state == .performing { actions.append(.cancel(path: path)) }
        actions.append(.end(outcome))
    }

    private mutating func lose(_ reason: String, _ actions: inout [Action]) {
        if outcome == nil { end(.workerLost(reason), &actions) }
    }

    private mutating func committed(_ actions: inout [Action]) {
        isCommitting = false
        let paths = committing
        committing = []
        for path in paths {
            guard var step = steps[path] else { continue }
            step.state = .performing
            steps[path] = step
            emitStart(of: step, &actions)
            if step.isCancelWanted {
                // Never begun, so nothing to stop.
                arrivals.append(.end(path: path, .cancelled))
            } else {
                actions.append(.perform(step.call, startedAt: step.startedAt, isInDoubt: false))
            }
        }
    }
}

/// How one call ended.
enum StepResult: Sendable {
    case done(LuaValue)
    case failed(StepError)
    case cancelled
    /// It was cancelled, and this is left of what it had begun.
    case cancelledLeaving(String)
    case parked(Wait)
    case inDoubt(String)
}

/// How the machine's work ended.
enum MachineOutcome: Sendable {
    case finished(LuaValue)
    case failed(RecipeFailure)
    case parked([ParkedStep])
    case diverged(Divergence)
    /// The edited recipe failed before it came to a step that was done.
    case editFailed(RecipeFailure, before: String)
    case inDoubt([DoubtfulStep])
    case workerLost(String)
    case journalFailed(JournalError)
}

/// A step that may or may not have happened.
struct DoubtfulStep: Sendable {
    let path: String
    let call: CallRequest
    let startedAt: Timestamp
    let reason: String
    /// What of it still runs, one line for each.
    var running: [String] = []
}
