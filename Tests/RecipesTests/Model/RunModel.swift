import LuaValues
import RandomTestSupport
import WorkerProtocol

@testable import Journal
@testable import Recipes

/// A run and what may happen to it, in the simplest form: the rules the product has to keep, whatever it does inside.
final class RunModel {
    enum Status: String { case new, running, parked, failed, needsAttention, done, cancelled, abandoned }

    private let recipe: String
    private let editedRecipe: String
    private let registry: PrimitiveRegistry
    private let world: ModelWorld
    private var random: SeededGenerator
    private var seed: Int
    private(set) var journal: [EventRecord] = []
    private(set) var status = Status.new
    private var isCancelWanted = false
    /// How often a person said that a step is to be done, though it may have been done before.
    private var words: [String: Int] = [:]
    private(set) var faults: [String] = []
    private(set) var story: [String] = []

    init(seed: Int) {
        self.seed = seed
        random = SeededGenerator(seed: seed)
        var generator = ModelRecipe(seed: seed)
        recipe = generator.text()
        editedRecipe = "\(recipe.dropLast("return 'done'\n".count))create { label = 'more' }\nreturn 'done'\n"
        world = ModelWorld(seed: seed + 1)
        registry = PrimitiveRegistry(FakePrimitives.all(FakeWorld()))
    }

    var description: String { "\(recipe)\n\(story.joined(separator: "\n"))" }

    private var isOver: Bool { [.done, .cancelled, .abandoned].contains(status) }

    /// Lets some things happen at random, and then brings the run to its end.
    func live() throws {
        try resume(interruptions())
        try liveOn()
        // A new run begins with what this one did before a step.
        if Bool.random(using: &random), try beginAnew() { try liveOn() }
    }

    private func liveOn() throws {
        for _ in 0..<Int.random(in: 2...8, using: &random) where !isOver && faults.isEmpty {
            switch Int.random(in: 0..<11, using: &random) {
            case 0: world.isEngineAway.toggle()
            case 1, 2: answer(Bool.random(using: &random) || Bool.random(using: &random))
            case 3: try cancel(interruptions())
            case 4: resolve()
            case 5: try resume(interruptions(), isEdited: true)
            default: try resume(interruptions())
            }
        }
        try end()
        check()
    }

    private func interruptions() -> Simulation.Interruptions {
        var interruptions = Simulation.Interruptions()
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1: interruptions.kill = Int.random(in: 1...80, using: &random)
        case 2: interruptions.workerLoss = Int.random(in: 1...80, using: &random)
        case 3: interruptions.cancel = Int.random(in: 1...120, using: &random)
        default: break
        }
        return interruptions
    }

    /// Takes the run up, as `moondock resume` does.
    private func resume(_ interruptions: Simulation.Interruptions, isEdited: Bool = false) throws {
        var interruptions = interruptions
        let isEdited = isEdited && !isCancelWanted && !journal.isEmpty
        let wasEdited = journal.contains { $0.kind == .edited }
        if isCancelWanted { interruptions.cancel = 0 }
        guard try decide() else { return }
        seed += 1
        let outcome = try Simulation(
            recipe: isEdited || wasEdited ? editedRecipe : recipe, history: journal, seed: seed, world: world,
            interruptions: interruptions,
            edit: isEdited ? RunEdit(bundle: ContentHash(of: Array(editedRecipe.utf8)), recipe: "test.lua") : nil
        ).run()
        story.append(
            "\(isEdited ? "edited, " : "")\(interruptions) -> \(outcome.end.map { "\($0)" } ?? "killed")".prefix(300)
                .description)
        if outcome.isStuck { faults.append("it is stuck") }
        for path in outcome.unrecorded { faults.append("step \(path) was begun without an intent on record") }
        if outcome.journal.prefix(journal.count).elementsEqual(journal) == false {
            faults.append("what was on record has changed")
        }
        journal = outcome.journal
        for call in outcome.underWay where outcome.end == nil { world.cut(call) }
        if let cancel = interruptions.cancel, cancel > 0, journal.contains(where: { $0.kind == .cancelRequested }) {
            isCancelWanted = true
        }
        if isEdited, case .diverged(let divergence) = outcome.end, divergence.conflict != nil {
            // What the edit would leave out may have been done: it is rejected, and the run is as it was.
            story.append("the edit is rejected")
        } else {
            status = status(after: outcome.end)
        }
        checkRepetitions()
    }

    private func status(after outcome: MachineOutcome?) -> Status {
        switch outcome {
        case nil, .workerLost, .journalFailed: return .running
        case .finished: return .done
        case .parked: return .parked
        case .inDoubt: return .needsAttention
        case .diverged(let divergence):
            faults.append("it diverged at step \(divergence.path)")
            return .failed
        case .editFailed: return .failed
        case .failed(let failure):
            let isWhole = ReplayLog(stored).rollbacks.values.allSatisfy(\.failures.isEmpty)
            if !isWhole, plan.map({ $0.kind == .undo }) == true { return .needsAttention }
            return failure.kind == .cancelled ? .cancelled : .failed
        }
    }

    private var stored: [StoredEvent] {
        journal.enumerated().map { StoredEvent(id: Int64($0.offset + 1), event: $0.element) }
    }

    private var plan: RetryPlan? {
        let replay = ReplayLog(stored)
        return replay.failure.map { RetryPlan(of: replay, failure: $0, registry: registry) }
    }

    /// Makes and records the plan of a failed run; `false` where a person has to speak first.
    private func decide() throws -> Bool {
        guard let plan, !isCancelWanted || plan.kind == .undo else { return true }
        guard plan.doubts.isEmpty else {
            status = .needsAttention
            story.append("a person is asked about \(plan.doubts)")
            return false
        }
        let events = plan.events(ReplayLog(stored), by: "ada", at: Timestamp(milliseconds: 1))
        if !events.isEmpty { story.append("again: \(plan.dropped)") }
        // Known to have failed, or rolled back by its block, or requested by a person.
        world.forget(plan.dropped)
        world.take(plan.locks.map(\.name))
        journal += events
        return true
    }

    private func answer(_ isYes: Bool) {
        guard let path = world.questions.min() else { return }
        world.answers[path] = isYes
        story.append("answered \(path) with \(isYes)")
    }

    private func cancel(_ interruptions: Simulation.Interruptions) throws {
        guard status != .new else { return }
        isCancelWanted = true
        story.append("cancel")
        try resume(interruptions)
    }

    /// A person says of a step in doubt that it is to be done.
    private func resolve() {
        let replay = ReplayLog(stored)
        let open = replay.entries.filter { entry in
            entry.value.end == nil && !entry.value.isRetried
                && registry[entry.value.intent.primitive]?.declaration.inDoubt == .unsafe
        }.keys.sorted()
        let doubts = plan?.doubts ?? []
        let moment = Timestamp(milliseconds: 1)
        if status == .needsAttention || status == .running, let path = open.first {
            words[Self.name(path, replay.entries[path]?.intent), default: 0] += 1
            journal += OperatorAnswer(.retry, by: "ada").events(path: path, primitive: "launch", at: moment)
            story.append("retry \(path)")
        } else if let path = doubts.first {
            words[Self.name(path, replay.entries[path]?.intent), default: 0] += 1
            journal.append(OperatorAnswer(.retry, by: "ada").event(path: path, at: moment))
            story.append("again \(path)")
        }
    }

    /// Begins a new run from a step of one that is over; `false` where it is rejected.
    private func beginAnew() throws -> Bool {
        guard isOver, faults.isEmpty else { return false }
        let steps = journal.filter { $0.kind == .started }.map(\.path)
        guard let step = steps.randomElement(using: &random) else { return false }
        let record = RunRecord(
            id: RunID("first"),
            definition: RunDefinition(
                recipe: "test.lua", environment: nil, parameters: [], bundle: ContentHash(of: []), seed: 1,
                requester: "ada"),
            status: .done, summary: nil, fence: 1, owner: nil, cancelRequestedBy: nil,
            createdAt: Timestamp(milliseconds: 1), updatedAt: Timestamp(milliseconds: 1), wakeAt: nil)
        let beginning: RunBeginning
        do {
            beginning = try RunBeginning(of: record, before: step, in: stored, registry: registry, by: "ada")
        } catch is Diagnostic {
            story.append("a new run from \(step) is rejected")
            return false
        }
        story.append("a new run from \(step): \(beginning.notices)")
        journal = beginning.events
        let replay = ReplayLog(stored)
        let standing = replay.entries.filter { $0.value.end != nil && !$0.value.isRetried }.keys
        world.beginAnew(keeping: Set(standing))
        // Who begins anew gives the word for what is done again.
        for name in world.effects.keys { words[name, default: 0] += 1 }
        (status, isCancelWanted) = (.running, false)
        return true
    }

    /// Every run can reach an end: everything is put right, and it is resumed until it is over.
    private func end() throws {
        world.isEngineAway = false
        for round in 0..<60 where !isOver && faults.isEmpty {
            // A recipe that fails for good is cancelled in the end.
            if round == 40 { isCancelWanted = true }
            while world.questions.contains(where: { world.answers[$0] != true }) {
                for path in world.questions { world.answers[path] = true }
            }
            let before = journal.count
            resolve()
            while journal.count > before, status == .needsAttention, plan?.doubts.isEmpty == false { resolve() }
            try resume(Simulation.Interruptions())
        }
        if !isOver, faults.isEmpty { faults.append("it cannot reach an end: it is \(status)") }
    }

    private func checkRepetitions() {
        let risky = Set(journal.filter { $0.intent?.primitive == "launch" }.map { Self.name($0.path, $0.intent) })
        for name in risky where world.effects[name, default: 0] > 1 + words[name, default: 0] {
            faults.append("the unsafe step \(name) was done twice without a word")
        }
    }

    private static func name(_ path: String, _ intent: StepIntent?) -> String {
        let options = intent.flatMap { try? LuaValue(decoding: $0.options) } ?? .nil
        return "\(path) \(options["label"].string ?? "")"
    }

    /// What holds of a run that is over.
    private func check() {
        guard faults.isEmpty else { return }
        if status == .done, !world.locks.isEmpty { faults.append("locks \(world.locks.sorted()) are left") }
        guard status == .done,
            let again = try? Simulation(
                recipe: journal.contains { $0.kind == .edited } ? editedRecipe : recipe, history: journal, seed: seed,
                world: world, interruptions: .init()
            ).run()
        else { return }
        if !again.performed.isEmpty { faults.append("a replay does \(again.performed)") }
        if case .finished = again.end { return }
        faults.append("a replay ends otherwise")
    }
}
