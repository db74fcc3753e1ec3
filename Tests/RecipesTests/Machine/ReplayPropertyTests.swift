import Journal
import LuaValues
import Testing
import WorkerProtocol

@testable import Recipes

@Suite(.timeLimit(.minutes(20))) struct ReplayPropertyTests {
    static let seeds = 1000
    /// Crashes are tried at every commit of a recipe, so of fewer recipes.
    static let crashedSeeds = 200

    /// A run that is replayed from its whole journal does nothing and comes to the same end.
    @Test func aWholeJournalGivesTheSameEndAndNoEffects() async throws {
        for seed in 1...Self.seeds {
            await Task.yield()
            let recipe = Self.recipe(seed)
            let first = try Self.run(recipe, seed: seed)
            let second = try Simulation(recipe: recipe, history: first.journal, seed: seed + 1_000_000).run()
            #expect(second.performed.isEmpty, "seed \(seed)")
            #expect(second.journal == first.journal, "seed \(seed)")
            #expect(second.notes.isEmpty, "seed \(seed)")
            #expect(Self.text(second) == Self.text(first), "seed \(seed): \(recipe)")
        }
    }

    /// A run that crashed after any commit, and went on in another order, never contradicts what was on record.
    @Test func everyCrashCanBeResumed() async throws {
        for seed in 1...Self.crashedSeeds {
            await Task.yield()
            let recipe = Self.recipe(seed)
            let first = try Self.run(recipe, seed: seed)
            for (index, count) in first.boundaries.enumerated() {
                let history = Array(first.journal.prefix(count))
                let resumed = try Simulation(recipe: recipe, history: history, seed: seed * 100 + index).run()
                #expect(Self.text(resumed) != "diverged", "seed \(seed), after \(count): \(recipe)")
                #expect(!resumed.isStuck, "seed \(seed), after \(count): \(recipe)")
                #expect(Array(resumed.journal.prefix(count)) == history)
                let done = Set(history.filter(\.kind.endsStep).map(\.path))
                #expect(done.isDisjoint(with: resumed.performed), "seed \(seed): a step on record was done again")
                guard index.isMultiple(of: 3) else { continue }
                let replayed = try Simulation(recipe: recipe, history: resumed.journal, seed: seed).run()
                #expect(replayed.performed.isEmpty)
                #expect(Self.text(replayed) == Self.text(resumed), "seed \(seed), after \(count)")
            }
        }
    }

    /// Every effect has its intent on disk, every step ends at most once, and no path is used twice.
    @Test func theJournalIsInOrder() async throws {
        for seed in 1...Self.seeds {
            await Task.yield()
            let first = try Self.run(Self.recipe(seed), seed: seed)
            var started: Set<String> = []
            var ended: Set<String> = []
            for event in first.journal {
                if event.kind == .started { #expect(started.insert(event.path).inserted, "seed \(seed)") }
                if event.kind.endsStep {
                    #expect(started.contains(event.path), "seed \(seed)")
                    #expect(ended.insert(event.path).inserted, "seed \(seed)")
                }
            }
            #expect(started.isSuperset(of: first.performed), "seed \(seed)")
            #expect(started == ended, "seed \(seed): the run ended with steps under way")
        }
    }

    private static func recipe(_ seed: Int) -> String {
        var generator = ScriptGenerator(seed: seed)
        return generator.recipe()
    }

    /// Every fourth run is cancelled somewhere on its way.
    private static func run(_ recipe: String, seed: Int) throws -> Simulation.Outcome {
        let outcome = try Simulation(
            recipe: recipe, seed: seed, cancelAfter: seed % 4 == 0 ? 1 + seed * 7 % 120 : nil
        ).run()
        #expect(!outcome.isStuck, "seed \(seed): \(recipe)")
        return outcome
    }

    private static func text(_ outcome: Simulation.Outcome) -> String {
        switch outcome.end {
        case .finished(let value): "finished \(value)"
        case .failed(let failure): "failed \(failure.kind) \(failure.message)"
        case .diverged: "diverged"
        case nil: "stuck"
        default: "other"
        }
    }
}
