import Journal
import LuaValues
import Testing

@testable import Recipes

/// A person says what became of a step that nobody else can tell of.
@Suite(.timeLimit(.minutes(10))) struct ResolveTests {
    private static let recipe = """
        local ok, value = pcall(launch, { label = 'l', value = 'fresh' })
        return { ok, ok and value or value.code, work { label = 'after' } }
        """

    /// A run that was killed after its unsafe step had begun.
    private func interrupted(_ recipe: String = recipe, after count: Int = 1) async throws -> (RunFixture, RunRecord) {
        let fixture = try RunFixture(recipe)
        _ = await fixture.run()
        let run = try await fixture.crashed(try await fixture.store.find("last"), after: count)
        #expect(await fixture.controller().resume(run, control: RunControl()).exitCode == 5)
        return (fixture, try await fixture.store.find(run.id.description))
    }

    private func resolved(
        _ fixture: RunFixture, _ run: RunRecord, _ verdict: OperatorAnswer.Verdict, step: String = "1"
    ) async throws -> RunOutcome {
        try await fixture.controller().resolve(
            run, step: step, answer: OperatorAnswer(verdict, by: "grace", comment: "looked"))
        return await fixture.controller().resume(
            try await fixture.store.find(run.id.description), control: RunControl())
    }

    @Test func aStepThatDidNotHappenIsBegunAgain() async throws {
        let (fixture, run) = try await interrupted()
        let before = fixture.world.now.performed.count { $0 == "l" }
        let outcome = try await resolved(fixture, run, .retry)
        #expect(outcome.value?.table?.items.prefix(2) == [true, "fresh"], "\(outcome)")
        #expect(fixture.world.now.performed.count { $0 == "l" } == before + 1)
    }

    @Test func aStepThatWasDoneHasTheResultThePersonGives() async throws {
        let (fixture, run) = try await interrupted()
        let before = fixture.world.now.performed.count { $0 == "l" }
        #expect(try await resolved(fixture, run, .done("by hand")).value?.table?.items.prefix(2) == [true, "by hand"])
        #expect(fixture.world.now.performed.count { $0 == "l" } == before)
    }

    @Test func aStepThatFailedRaisesAnErrorInTheRecipe() async throws {
        let (fixture, run) = try await interrupted()
        let outcome = try await resolved(fixture, run, .failed("no trace of it"))
        #expect(outcome.value?.table?.items.prefix(2) == [false, "resolved.failed"], "\(outcome)")
    }

    @Test func theAnswerIsRecordedAndReplays() async throws {
        for verdict in [OperatorAnswer.Verdict.retry, .done("by hand"), .failed("no")] {
            let (fixture, run) = try await interrupted()
            let value = try #require(try await resolved(fixture, run, verdict).value)
            let whole = try await fixture.store.find(run.id.description)
            let events = try await fixture.store.events(of: run.id)
            #expect(events.count { $0.event.kind == .answered } == 1)
            for count in 4...events.count {
                let again = try await fixture.crashed(whole, after: count)
                let outcome = await fixture.controller().resume(again, control: RunControl())
                #expect(outcome.value == value, "\(verdict), after \(count): \(outcome)")
            }
        }
    }

    @Test func aRetryThatIsCutAgainIsInDoubtAgain() async throws {
        let (fixture, run) = try await interrupted()
        _ = try await resolved(fixture, run, .retry)
        // started, answered, started: killed before the second try had ended.
        let again = try await fixture.crashed(try await fixture.store.find(run.id.description), after: 3)
        #expect(await fixture.controller().resume(again, control: RunControl()).exitCode == 5)
    }

    @Test func everyStepInDoubtIsNamedBeforeAnythingIsDone() async throws {
        let (fixture, run) = try await interrupted(
            "parallel({ 'x', 'y', 'z' }, function (n) if n == 'z' then work { label = n, peers = 3 } else "
                + "launch { label = n, peers = 3 } end end)", after: 4)
        #expect(fixture.world.now.performed.count { $0 == "z" } == 1)
        let outcome = await fixture.controller().resume(run, control: RunControl())
        let diagnostic = try #require(outcome.diagnostic)
        #expect([diagnostic.step, diagnostic.others.first?.step] == ["1/x/1", "1/y/1"])
        #expect(diagnostic.rendered.contains("moondock resolve \(run.id) 1/x/1 --retry"))
        #expect(try await resolved(fixture, run, .done(.nil), step: "1/x/1").exitCode == 5)
        let again = try await fixture.store.find(run.id.description)
        #expect(try await resolved(fixture, again, .done(.nil), step: "1/y/1").exitCode == 0)
    }

    @Test func aStepThatIsNotInDoubtIsRejected() async throws {
        let (fixture, run) = try await interrupted()
        await #expect(throws: Diagnostic.self) {
            try await fixture.controller().resolve(run, step: "7", answer: OperatorAnswer(.retry, by: "grace"))
        }
        #expect(try await fixture.store.find(run.id.description).status == .needsAttention)
        #expect(try await fixture.store.events(of: run.id).count == 1)
    }

    @Test func aWrongAnswerDoesNotMakeAParkedRunForgetWhatItWaitsFor() async throws {
        let fixture = try RunFixture("pause(3600)")
        guard case .parked = await fixture.run() else {
            Issue.record("it does not wait")
            return
        }
        let run = try await fixture.store.find("last")
        let wakeAt = try #require(run.wakeAt)
        await #expect(throws: Diagnostic.self) {
            try await fixture.controller().resolve(run, step: "7", answer: OperatorAnswer(.retry, by: "grace"))
        }
        let after = try await fixture.store.find("last")
        #expect(after.status == .parked && after.wakeAt == wakeAt)
    }
}
