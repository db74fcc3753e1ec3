import LuaRuntime

@testable import Journal
@testable import RecipeWorker
@testable import Recipes

/// One run in one thread: the real machine and the real scheduler of branches, with everything between them that takes
/// time (both directions of the wire, commits, effects, answers) done in an order that a seed chooses.
struct Simulation: ~Copyable {
    /// What came of a run.
    struct Outcome {
        var ending: MachineEnding?
        var journal: [EventRecord] = []
        /// How long the journal was after each commit: where a crash can leave it.
        var boundaries: [Int] = []
        var performed: [String] = []
        var notes: [String] = []
        /// Whether nothing could go on though the run had not ended.
        var isStuck = false
    }

    private var random: SeededGenerator
    private var machine: RunMachine
    private let scheduler: Scheduler
    private var toWorker: [HostMessage] = []
    private var toHost: [WorkerMessage] = []
    private var handled = 1
    private var committing: [EventRecord]?
    private var performing: [PreparedCall] = []
    private var stopped: Set<String> = []
    private var answers: [CallRequest] = []
    private var cancelAfter: Int?
    private var outcome = Outcome()

    /// - Parameter cancelAfter: after how many turns a person cancels the run.
    init(recipe: String, history: [EventRecord] = [], seed: Int, cancelAfter: Int? = nil) throws {
        random = SeededGenerator(seed: seed)
        let registry = PrimitiveRegistry(FakePrimitives.all(FakeWorld()))
        let stored = history.enumerated().map { StoredEvent(id: Int64($0.offset + 1), event: $0.element) }
        machine = RunMachine(registry: registry, replay: ReplayLog(stored))
        scheduler = try Scheduler(
            start: RecipeStart(
                recipe: SourceText(chunk: "recipes/test.lua", text: Array(recipe.utf8)), prelude: Prelude.parts,
                primitives: registry.styles, limits: WorkerLimits(), seed: 1, time: 0))
        self.cancelAfter = cancelAfter
        outcome.journal = history
    }

    /// Runs until the machine ends.
    consuming func run() -> Outcome {
        runWorker()
        take(.began(sent: 1))
        var turns = 0
        while outcome.ending == nil {
            turns += 1
            if turns == cancelAfter { take(.cancelRequested(by: "ada")) }
            guard turn(), turns < 100_000 else {
                outcome.isStuck = true
                break
            }
        }
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

    /// An effect comes to its end: its own, or cancelled if it was told to stop in time.
    private mutating func endOne() {
        let call = performing.remove(at: Int.random(in: performing.indices, using: &random))
        let path = call.request.path
        let options = call.request.options
        let isStopped = stopped.contains(path) && Bool.random(using: &random)
        if isStopped {
            take(.ended(path: path, .cancelled))
        } else if let code = options["fail"].string {
            take(.ended(path: path, .failed(StepError(code: code, "it failed"))))
        } else {
            take(.ended(path: path, .done(options["value"])))
        }
    }

    private mutating func take(_ input: RunMachine.Input) {
        for action in machine.handle(input, at: Timestamp(milliseconds: 1)) {
            switch action {
            case .send(let message): toWorker.append(message)
            case .commit(let events): committing = events
            case .perform(let call, _, _):
                outcome.performed.append(call.request.path)
                performing.append(call)
            case .withdraw(let call, _):
                stopped.insert(call.request.path)
                performing.append(call)
            case .answer(let call): answers.append(call.request)
            case .note(let call): outcome.notes.append("\(call.request.options)")
            case .provideModule: break
            case .cancel(let path): stopped.insert(path)
            case .emit: break
            case .end(let ending): outcome.ending = ending
            }
        }
    }
}
