import Foundation
import Journal
import LuaValues
import Testing
import WorkerProtocol

@testable import Recipes

/// A run goes on with an edited recipe, as long as nothing that was done is lost.
@Suite(.timeLimit(.minutes(10))) struct EditTests {
    private func edit(_ fixture: RunFixture, _ recipe: String) throws {
        try Data(recipe.utf8).write(to: fixture.project.root.appendingPathComponent(RunFixture.recipe))
    }

    private func resumeEdited(_ fixture: RunFixture) async throws -> RunOutcome {
        await fixture.controller().resume(try await fixture.store.find("last"), isEdited: true, control: RunControl())
    }

    @Test func aFixedRecipeGoesOnAfterWhatWasDone() async throws {
        let fixture = try RunFixture("create { label = 'a' }\nwork { label = 'b', fail = 'wrong' }")
        #expect(await fixture.run().exitCode == 1)
        try edit(fixture, "create { label = 'a' }\nreturn work { label = 'b', value = 'right' }")
        #expect(try await resumeEdited(fixture).value == "right")
        #expect(fixture.world.now.performed == ["a", "b", "b"])
    }

    @Test func whatWasEditedIsPinnedFromThenOn() async throws {
        let fixture = try RunFixture("create { label = 'a' }\nwork { label = 'b', fail = 'wrong' }")
        _ = await fixture.run()
        try edit(fixture, "create { label = 'a' }\nwork { label = 'c' }\nreturn create { label = 'd', value = 4 }")
        let value = try #require(try await resumeEdited(fixture).value)
        let whole = try await fixture.store.find("last")
        let events = try await fixture.store.events(of: whole.id)
        let edited = try #require(events.first { $0.event.kind == .edited })
        #expect(edited.event.intent?.digest == whole.definition.bundle)
        try edit(fixture, "fail('not this one')")
        // Killed anywhere after the edit was recorded: the edited recipe is the one that goes on.
        for count in Int(edited.id)...events.count {
            let run = try await fixture.crashed(whole, after: count)
            let outcome = await fixture.controller().resume(run, control: RunControl())
            #expect(outcome.value == value, "after \(count): \(outcome.diagnostic?.rendered ?? "")")
        }
        #expect(fixture.world.now.performed.count { $0 == "a" } == 1)
    }

    @Test func aChangeOfWhatWasDoneIsRejectedAndBothSidesAreShown() async throws {
        let fixture = try RunFixture("create { label = 'a', value = 1 }\nwork { label = 'b', fail = 'wrong' }")
        _ = await fixture.run()
        let before = try await fixture.store.find("last")
        try edit(fixture, "\ncreate { label = 'a', value = 2 }\nwork { label = 'b' }")
        let outcome = try await resumeEdited(fixture)
        #expect(outcome.exitCode == 2)
        let diagnostic = try #require(outcome.diagnostic)
        #expect(diagnostic.code == "divergence")
        #expect(diagnostic.message == "the edited recipe differs at step 1 from what the run has done")
        #expect(
            diagnostic.details.contains { $0.hasPrefix("recorded  create") && $0.hasSuffix("(recipes/test.lua:1)") })
        #expect(
            diagnostic.details.contains { $0.hasPrefix("now       create") && $0.hasSuffix("(recipes/test.lua:2)") })
        #expect(diagnostic.details.contains("changed   value: 1 → 2"))
        #expect(diagnostic.details.contains("conflict: step 1, create (recipes/test.lua:1), which was done"))
        #expect(fixture.world.now.performed == ["a", "b"])
        // The run stays what it was, and goes on once the recipe fits again.
        #expect(try await fixture.store.find("last").status == .failed)
        #expect(try await fixture.store.find("last").definition == before.definition)
        try edit(fixture, "create { label = 'a', value = 1 }\nwork { label = 'b' }")
        #expect(try await resumeEdited(fixture).exitCode == 0)
    }

    @Test func aStepPutBeforeOneThatWasDoneIsRejected() async throws {
        let fixture = try RunFixture(
            "create { label = 'a' }\ncreate { label = 'b' }\nwork { label = 'c', fail = 'wrong' }")
        _ = await fixture.run()
        try edit(fixture, "create { label = 'a' }\ncreate { label = 'new' }\ncreate { label = 'b' }")
        let outcome = try await resumeEdited(fixture)
        #expect(outcome.exitCode == 2)
        #expect(outcome.diagnostic?.step == "2")
        #expect(fixture.world.now.performed == ["a", "b", "c"])
    }

    @Test func aRecipeThatNoLongerComesToWhatWasDoneIsRejected() async throws {
        let fixture = try RunFixture(
            "create { label = 'a' }\ncreate { label = 'b' }\nwork { label = 'c', fail = 'wrong' }")
        _ = await fixture.run()
        for shorter in ["create { label = 'a' }", "create { label = 'a' }\napproval { name = 'go?' }"] {
            try edit(fixture, shorter)
            let outcome = try await resumeEdited(fixture)
            #expect(outcome.exitCode == 2, "\(outcome)")
            #expect(outcome.diagnostic?.details.contains { $0.hasPrefix("conflict: step 2, create") } == true)
        }
        #expect(fixture.world.now.performed == ["a", "b", "c"])
    }

    /// A step that only a person can speak for comes before the edit, and before anything that the edit would begin.
    @Test func aStepInDoubtStopsTheEditBeforeAnythingIsBegun() async throws {
        let recipe = """
            local values = parallel({ 'l', 'NAME' }, function (name)
              if name == 'l' then return launch { label = name, value = 'fresh' } end
              return create { label = name }
            end)
            return values[1]
            """
        let fixture = try RunFixture(recipe.replacing("NAME", with: "old"))
        _ = await fixture.run()
        let whole = try await fixture.store.find("last")
        let events = try await fixture.store.events(of: whole.id)
        let begun = try #require(
            events.firstIndex { $0.event.kind == .started && $0.event.intent?.primitive == "launch" })
        let run = try await fixture.crashed(whole, after: begun + 1)
        let before = fixture.world.now.performed
        try edit(fixture, recipe.replacing("NAME", with: "new"))

        let stopped = await fixture.controller().resume(run, isEdited: true, control: RunControl())

        #expect(stopped.exitCode == 5, "\(stopped)")
        #expect(fixture.world.now.performed == before)
        let waiting = try await fixture.store.find(run.id.description)
        #expect(waiting.status == .needsAttention)
        #expect(waiting.definition.bundle == run.definition.bundle)
        let path = events[begun].event.path
        try await fixture.controller().resolve(
            waiting, step: path, answer: OperatorAnswer(.done("by hand"), by: "grace", comment: "looked"))
        let answered = try await fixture.store.find(run.id.description)
        let outcome = await fixture.controller().resume(answered, isEdited: true, control: RunControl())
        #expect(outcome.value == "by hand", "\(outcome)")
        #expect(fixture.world.now.performed == before + ["new"])
    }

    @Test func whatOnlyReadOrWaitedMayChange() async throws {
        let fixture = try RunFixture("work { label = 'read' }\nwork { label = 'b', fail = 'wrong' }")
        _ = await fixture.run()
        try edit(fixture, "work { label = 'read more' }\nreturn work { label = 'b', value = 'right' }")
        #expect(try await resumeEdited(fixture).value == "right")
        #expect(fixture.world.now.performed == ["read", "b", "read more", "b"])
    }

    @Test func otherBranchesKeepWhatTheyDid() async throws {
        let recipe = """
            return parallel({ "x", "y" }, { on_failure = "continue" }, function (name)
              create { label = name .. "1" }
              return create { label = name .. "2", fail = name == "y" and "FAILS" or nil, value = name }
            end)[2].ok or fail()
            """
        let fixture = try RunFixture(recipe.replacing("or fail()", with: "or error('y failed')"))
        #expect(await fixture.run().exitCode == 1)
        try edit(
            fixture,
            recipe.replacing("name == \"y\" and \"FAILS\" or nil", with: "nil").replacing(" or fail()", with: ""))
        let outcome = try await resumeEdited(fixture)
        #expect(outcome.value == true, "\(outcome.diagnostic?.rendered ?? "")")
        #expect(fixture.world.now.performed.count { $0 == "x1" } == 1)
        #expect(fixture.world.now.performed.count { $0 == "x2" } == 1)
        #expect(fixture.world.now.performed.count { $0 == "y1" } == 1)
        #expect(fixture.world.now.performed.count { $0 == "y2" } == 2)
    }

    @Test func whatMayHaveHappenedIsNotLeftBehind() async throws {
        let fixture = try RunFixture("create { label = 'a' }\ncreate { label = 'b' }")
        _ = await fixture.run()
        let whole = try await fixture.store.find("last")
        let run = try await fixture.crashed(whole, after: 3)
        try edit(fixture, "create { label = 'a' }\nwork { label = 'c' }")
        let outcome = await fixture.controller().resume(run, isEdited: true, control: RunControl())
        #expect(outcome.exitCode == 2)
        #expect(outcome.diagnostic?.details.contains { $0.contains("which was begun and may have happened") } == true)
        #expect(fixture.world.now.performed == ["a", "b"])
    }

    @Test func anAnswerThatNothingWasDoneOnIsRequestedAgain() async throws {
        let fixture = try RunFixture(
            "create { label = 'a' }\napproval { name = 'go?' }\nwork { label = 'b', fail = 'wrong' }")
        _ = await fixture.run(approvals: .approveAll(isForeground: false))
        try edit(fixture, "create { label = 'a' }\napproval { name = 'go?' }\nwork { label = 'b' }")
        _ = try await resumeEdited(fixture)
        let events = try await fixture.journal()
        #expect(events.filter { $0 == "started 2" }.count == 2, "\(events)")
    }
}
