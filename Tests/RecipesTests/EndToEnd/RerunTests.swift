import Foundation
import Journal
import LuaValues
import Testing
import WorkerProtocol

@testable import Recipes

/// A new run takes over what another one did before a step.
@Suite(.timeLimit(.minutes(10))) struct RerunTests {
    private static let recipe = """
        local a = create { label = 'a', value = math.random(1 << 40) }
        local t = os.time()
        parallel({ 'x', 'y' }, function (name) create { label = name } end)
        return { a, t, create { label = 'b', value = 'end' } }
        """

    private func rerun(_ fixture: RunFixture, from step: String?, edited: Bool = false) async throws -> RunOutcome {
        let first = try await fixture.store.runs(limit: 10).last
        return await fixture.controller().rerun(
            try #require(first), from: step, isEdited: edited, id: RunID("second-\(step ?? "all")"),
            control: RunControl())
    }

    @Test func whatCameBeforeIsTakenOverAndTheRestDoneAgain() async throws {
        let fixture = try RunFixture(Self.recipe)
        let value = try #require(await fixture.run().value)
        #expect(try await rerun(fixture, from: "3").value == value)
        #expect(fixture.world.now.performed.count { $0 == "a" } == 1)
        #expect(fixture.world.now.performed.count { $0 == "x" } == 1)
        #expect(fixture.world.now.performed.count { $0 == "b" } == 2)
        let second = try await fixture.store.find("second-3")
        let first = try #require(try await fixture.store.runs(limit: 10).last)
        #expect(second.definition.origin == first.id)
        #expect(second.status == .done)
    }

    @Test func aScopeIsDoneAgainAsAWhole() async throws {
        let fixture = try RunFixture(Self.recipe)
        _ = await fixture.run()
        #expect(try await rerun(fixture, from: "2").exitCode == 0)
        #expect(fixture.world.now.performed.count { $0 == "a" } == 1)
        #expect(fixture.world.now.performed.count { $0 == "x" } == 2)
        #expect(fixture.world.now.performed.count { $0 == "y" } == 2)
    }

    @Test func withoutAStepAllIsDoneAgain() async throws {
        let fixture = try RunFixture(Self.recipe)
        _ = await fixture.run()
        #expect(try await rerun(fixture, from: nil).exitCode == 0)
        #expect(fixture.world.now.performed.count { $0 == "a" } == 2)
    }

    @Test func aNewRunThatWasKilledGoesOn() async throws {
        let fixture = try RunFixture(Self.recipe)
        let value = try #require(await fixture.run().value)
        #expect(try await rerun(fixture, from: "3").value == value)
        let second = try await fixture.store.find("second-3")
        // What is taken over is recorded together with the run.
        let first = try await fixture.store.events(of: try #require(second.definition.origin)).map(\.event)
        let events = try await fixture.store.events(of: second.id).map(\.event)
        let taken = zip(first, events).prefix { $0 == $1 }.count
        try #require(taken > 0)
        for count in taken...events.count {
            let run = try await fixture.crashed(second, after: count)
            let outcome = await fixture.controller().resume(run, control: RunControl())
            #expect(outcome.exitCode == 0, "after \(count): \(outcome.diagnostic?.rendered ?? "")")
            // The clock and the random numbers are those of the first run.
            #expect(outcome.value?.table?.items[1] == value.table?.items[1])
        }
    }

    /// Also from the middle of a block's undoing, which then is done and undone as a whole.
    @Test func aNewRunCanBeginAtAnyStepOfABlockThatWasUndone() async throws {
        let recipe = """
            create { label = 'a' }
            local ok = pcall(with_rollback, 'block', function ()
              for _, name in ipairs { 'b', 'c' } do
                local made = create { label = name }
                on_rollback(name, function () create { label = 'undo ' .. name } end)
              end
              create { label = 'no', fail = 'no' }
            end)
            create { label = 'd' }
            return ok
            """
        let fixture = try RunFixture(recipe)
        #expect(await fixture.run().value == false)
        let events = try await fixture.store.events(of: try await fixture.store.find("last").id).map(\.event)
        let steps = events.filter { $0.kind == .started }.map(\.path)
        #expect(steps.count == 7)
        for step in steps {
            let outcome = try await rerun(fixture, from: step)
            #expect(outcome.value == false, "from \(step): \(outcome.diagnostic?.rendered ?? "")")
        }
        let performed = fixture.world.now.performed
        #expect(performed.count { $0 == "b" } == performed.count { $0 == "undo b" })
        #expect(performed.count { $0 == "c" } == performed.count { $0 == "undo c" })
        #expect(performed.count { $0 == "d" } == 1 + steps.count)
    }

    @Test func anEditedRecipeCanGoOnFromAStep() async throws {
        let fixture = try RunFixture(Self.recipe)
        _ = await fixture.run()
        let edited = Self.recipe.replacing("label = 'b', value = 'end'", with: "label = 'c', value = 'other'")
        try Data(edited.utf8).write(to: fixture.project.root.appendingPathComponent(RunFixture.recipe))
        #expect(try await rerun(fixture, from: "3", edited: true).value?.table?.items.last == "other")
    }

    @Test func aStepThatIsNotThereIsNamed() async throws {
        let fixture = try RunFixture(Self.recipe)
        _ = await fixture.run()
        let outcome = try await rerun(fixture, from: "2/z/1")
        #expect(outcome.exitCode == 2)
        #expect(outcome.diagnostic?.message.hasSuffix("has no step 2/z/1") == true)
        #expect(try await fixture.store.runs(limit: 10).count == 1)
    }
}
