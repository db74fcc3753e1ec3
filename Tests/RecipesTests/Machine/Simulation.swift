import LuaValues
import RandomTestSupport

@testable import Journal
@testable import Recipes
@testable import WorkerProtocol
@testable import WorkerRuntime

/// What simulated calls do things to.
protocol SimulatedWorld: AnyObject {
    /// A call comes to its end.
    /// - Parameters:
    ///   - isInDoubt: whether a process that died had begun it.
    ///   - isStopped: whether it was signalled to stop in time.
    func end(_ call: PreparedCall, isInDoubt: Bool, isStopped: Bool) -> StepResult
    /// What a cancelled call has half done is taken back.
    func withdraw(_ call: PreparedCall) -> StepResult
}

/// A world in which every call does what its options say.
final class PlainWorld: SimulatedWorld {
    func end(_ call: PreparedCall, isInDoubt: Bool, isStopped: Bool) -> StepResult {
        let options = call.request.options
        if isStopped { return .cancelled }
        if let code = options["fail"].string { return .failed(StepError(code: code, "it failed")) }
        return .done(options["value"])
    }

    func withdraw(_ call: PreparedCall) -> StepResult { end(call, isInDoubt: false, isStopped: false) }
}

/// One run in one thread: the real machine and the real scheduler of branches, with everything between them that takes
/// time (both directions of the wire, commits, effects, answers) done in an order that a seed chooses.
struct Simulation: ~Copyable {
    /// What came of a run.
    struct Outcome {
        var end: MachineOutcome?
        var journal: [EventRecord] = []
        /// How long the journal was after each commit: where a crash can leave it.
        var boundaries: [Int] = []
        var performed: [String] = []
        var notes: [String] = []
        /// Whether nothing could go on though the run had not ended.
        var isStuck = false
        /// Effects that were begun without an intent on record.
        var unrecorded: [String] = []
        /// What was being done when the process was killed.
        var underWay: [PreparedCall] = []
    }

    private var random: SeededGenerator
    private var machine: RunMachine
    private let scheduler: Scheduler
    private var toWorker: [HostMessage] = []
    private var toHost: [WorkerMessage] = []
    private var handled = 1
    private var committing: [EventRecord]?
    private var performing: [(call: PreparedCall, isInDoubt: Bool, isWithdrawal: Bool)] = []
    private var stopped: Set<String> = []
    private var answers: [CallRequest] = []
    private let world: any SimulatedWorld
    private let interruptions: Interruptions
    private var started: Set<String>
    private var outcome = Outcome()
    private var clock: Timestamp
    private var clockRandom: SeededGenerator

    /// What happens to a process, each after so many turns.
    struct Interruptions {
        /// A person cancels the run; 0 for before it is taken up.
        var cancel: Int?
        /// The host is killed.
        var kill: Int?
        /// The worker dies.
        var workerLoss: Int?
    }

    /// - Parameter cancelAfter: after how many turns a person cancels the run.
    init(recipe: String, history: [EventRecord] = [], seed: Int, cancelAfter: Int? = nil) throws {
        try self.init(
            recipe: recipe, history: history, seed: seed, world: PlainWorld(),
            interruptions: Interruptions(cancel: cancelAfter))
    }

    init(
        recipe: String, history: [EventRecord], seed: Int, world: any SimulatedWorld, interruptions: Interruptions,
        edit: RunEdit? = nil
    ) throws {
        clock = Timestamp(milliseconds: 1_000_000)
        clockRandom = SeededGenerator(seed: seed)
        self.world = world
        self.interruptions = interruptions
        started = Set(history.filter { $0.kind == .started }.map(\.path))
        random = SeededGenerator(seed: seed)
        let registry = PrimitiveRegistry(FakePrimitives.all(FakeWorld()))
        let stored = history.enumerated().map { StoredEvent(id: Int64($0.offset + 1), event: $0.element) }
        machine = RunMachine(registry: registry, replay: ReplayLog(stored), edit: edit)
        scheduler = try Scheduler(
            start: RecipeStart(
                recipe: SourceText(chunk: "recipes/test.lua", text: Array(recipe.utf8)),
                prelude: Prelude.parts(for: registry),
                primitives: registry.styles, limits: LuaLimits(), seed: 1, time: 0))
        outcome.journal = history
    }

    /// Runs until the machine ends.
    consuming func run() -> Outcome {
        if interruptions.cancel == 0 { take(.cancelRequested(by: "ada")) }
        runWorker()
        take(.began)
        var turns = 0
        while outcome.end == nil {
            turns += 1
            if turns == interruptions.cancel { take(.cancelRequested(by: "ada")) }
            if turns == interruptions.workerLoss { take(.workerLost("it died")) }
            if turns == interruptions.kill {
                // What was on its way to disk may have come there.
                if Bool.random(using: &random) { outcome.journal += committing ?? [] }
                break
            }
            guard outcome.end == nil else { break }
            guard turn(), turns < 100_000 else {
                outcome.isStuck = true
                break
            }
        }
        outcome.underWay = performing.map(\.call)
        return outcome
    }

    /// Does one of the things that can happen next.
    private mutating func turn() -> Bool {
        var choices: [Int] = []
        if !toWorker.isEmpty { choices.append(0) }
        if !toHost.isEmpty { choices += [1, 1, 1] }
        if committing != nil { choices.append(2) }
        if !performing.isEmpty { choices.append(3) }
        if !answers.isEmpty { choices.append(4) }
        switch choices.randomElement(using: &random) {
        case 0: deliver()
        case 1: take(.worker(toHost.removeFirst()))
        case 2:
            outcome.journal += committing ?? []
            outcome.boundaries.append(outcome.journal.count)
            for event in committing ?? [] where event.kind == .started { started.insert(event.path) }
            committing = nil
            take(.committed)
        case 3: endOne()
        case 4:
            let call = answers.removeFirst()
            toWorker.append(.reply(branch: call.branch, result: .success(["name": "test"])))
        default: return false
        }
        return true
    }

    /// The worker reads some of what was sent to it, handles each message to its end, and says that it waits.
    private mutating func deliver() {
        for _ in 0..<Int.random(in: 1...toWorker.count, using: &random) {
            do { try scheduler.receive(toWorker.removeFirst()) } catch { outcome.isStuck = true }
            handled += 1
            scheduler.run()
            toHost += scheduler.takeOutgoing()
        }
        if !scheduler.isFinished { toHost.append(.idle(handled: handled)) }
    }

    private mutating func runWorker() {
        scheduler.run()
        toHost += scheduler.takeOutgoing()
        if !scheduler.isFinished { toHost.append(.idle(handled: handled)) }
    }

    /// An effect comes to its end: its own, or cancelled if it was signalled to stop in time.
    private mutating func endOne() {
        let (call, isInDoubt, isWithdrawal) = performing.remove(
            at: Int.random(in: performing.indices, using: &random))
        let path = call.request.path
        if isWithdrawal { return take(.ended(path: path, world.withdraw(call))) }
        let isStopped = stopped.contains(path) && Bool.random(using: &random)
        take(.ended(path: path, world.end(call, isInDoubt: isInDoubt, isStopped: isStopped)))
    }

    private mutating func take(_ input: RunMachine.Input) {
        // It goes on, stands still, and is set back now and then.
        clock = clock.adding(seconds: Double.random(in: -20...60, using: &clockRandom))
        for action in machine.handle(input, at: clock) {
            switch action {
            case .send(let message): toWorker.append(message)
            case .commit(let events): committing = events
            case .perform(let call, _, let isInDoubt):
                outcome.performed.append(call.request.path)
                if !started.contains(call.request.path) { outcome.unrecorded.append(call.request.path) }
                performing.append((call, isInDoubt, false))
            case .withdraw(let call, _):
                stopped.insert(call.request.path)
                performing.append((call, true, true))
            case .answer(let call): answers.append(call.request)
            case .notify(let call): outcome.notes.append("\(call.request.options)")
            case .provideModule: break
            case .cancel(let path): stopped.insert(path)
            case .emit: break
            case .end(let end): outcome.end = end
            }
        }
    }
}
