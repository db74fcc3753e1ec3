import Journal
import LuaValues
import Testing

@testable import Recipes

/// A run is cancelled when the world is as the report says: what was begun is looked at and taken back, or told.
@Suite(.timeLimit(.minutes(10))) struct WithdrawalTests {
    /// Cancels a run as `moondock cancel` does.
    private func cancel(_ run: RunRecord, _ fixture: RunFixture) async throws -> RunOutcome {
        try await fixture.store.requestCancel(of: run.id, by: "bob")
        let control = RunControl()
        control.cancel(by: "bob")
        return await fixture.controller().resume(try await fixture.store.find(run.id.description), control: control)
    }

    /// A run that was killed when so many events were on disk.
    private func crashed(_ recipe: String, after count: Int) async throws -> (RunFixture, RunRecord) {
        let fixture = try RunFixture(recipe)
        _ = await fixture.run()
        return (fixture, try await fixture.crashed(try await fixture.store.find("last"), after: count))
    }

    @Test func cancellingAFailedRunBeginsNothingAgain() async throws {
        let fixture = try RunFixture(
            """
            parallel({ "1", "2", "3" }, { on_failure = "continue" }, function (n) work { label = n, fail = "bad" } end)
            work { label = "last", fail = "worse" }
            """)
        #expect(await fixture.run().exitCode == 1)
        let run = try await fixture.store.find("last")
        let outcome = try await cancel(run, fixture)
        #expect(outcome == .cancelled(reason: "cancelled by bob"))
        #expect(fixture.world.now.performed.count == 4, "\(fixture.world.now.performed)")
        #expect(try await fixture.store.find(run.id.description).status == .cancelled)
    }

    @Test func aRequestOnRecordIsHeardBeforeAnythingIsBegun() async throws {
        let (fixture, run) = try await crashed("work { label = 'a' } work { label = 'b' }", after: 2)
        let before = fixture.world.now.performed.count
        try await fixture.store.requestCancel(of: run.id, by: "carl")
        let outcome = await fixture.controller().resume(
            try await fixture.store.find(run.id.description), control: RunControl())
        #expect(outcome == .cancelled(reason: "cancelled by carl"))
        #expect(fixture.world.now.performed.count == before)
    }

    @Test func whatWasHalfDoneIsRolledBackAndNotGoneOnWith() async throws {
        let (fixture, run) = try await crashed("create { label = 'c' } work { label = 'after' }", after: 1)
        let before = fixture.world.now.performed
        #expect(try await cancel(run, fixture).exitCode == 130)
        #expect(fixture.world.withdrawn == ["1"])
        #expect(fixture.world.now.performed == before)
        #expect(
            try await fixture.store.events(of: run.id).map(\.event.kind).suffix(2) == [.cancelRequested, .cancelled])
    }

    @Test func whatHadComeToItsEndIsRecordedAndUndoneByItsBlock() async throws {
        let (fixture, run) = try await crashed(
            """
            with_rollback("w", function ()
              local made = create { label = "c", value = "made" }
              on_rollback("it", function () work { label = "undo " .. made } end)
            end)
            work { label = "after" }
            """, after: 2)
        fixture.world.leave("1/1", .success(.done("adopted")))
        let before = fixture.world.now.performed.count
        #expect(try await cancel(run, fixture).exitCode == 130)
        #expect(fixture.world.now.performed.dropFirst(before) == ["undo adopted"])
        #expect(try await fixture.store.events(of: run.id).contains { $0.event.kind == .finished })
    }

    @Test(arguments: [
        Result<Withdrawal, StepError>.success(.left("the old one is stopped")),
        .failure(StepError(code: "docker.timedOut", "web-2 does not answer")),
    ])
    func whatCannotBeRolledBackNeedsAPerson(_ result: Result<Withdrawal, StepError>) async throws {
        let (fixture, run) = try await crashed(
            """
            with_rollback("w", function ()
              on_rollback("it", function () work { label = "undo" } end)
              create { label = "c" }
            end)
            """, after: 2)
        fixture.world.leave("1/1", result)
        let outcome = try await cancel(run, fixture)
        #expect(outcome.exitCode == 5)
        #expect(outcome.diagnostic?.message.hasPrefix("cancelled by bob; not everything") == true)
        let left = (try? result.get()) == nil ? "web-2 does not answer" : "the old one is stopped"
        #expect(outcome.diagnostic?.details.contains("not undone: create c (step 1/1): \(left)") == true, "\(outcome)")
        #expect(fixture.world.now.performed.last == "undo", "the rest is undone all the same")
        #expect(try await fixture.store.find(run.id.description).status == .needsAttention)
        // Whoever asks again is told the same.
        #expect(try await cancel(run, fixture).exitCode == 5)
        #expect(fixture.world.withdrawn == ["1/1"])
    }

    @Test func aTimeThatPassedWhileNobodyCarriedTheRunOnTakesBack() async throws {
        let (fixture, run) = try await crashed(
            """
            local ok, failure = pcall(timeout, "1s", function () return create { label = "c", hangs = true } end)
            return { ok, failure.code }
            """, after: 3)
        fixture.world.hold("1/body/1")
        let before = fixture.world.now.performed.count
        let outcome = await fixture.controller().resume(run, control: RunControl())
        #expect(outcome.value == [false, "timeout"], "\(outcome)")
        #expect(fixture.world.withdrawn.last == "1/body/1")
        #expect(fixture.world.now.performed.count == before)
    }

    @Test func aBranchThatFailedBeforeTheCrashTakesItsSiblingsBack() async throws {
        let fixture = try RunFixture(
            """
            parallel({ "bad", "slow" }, function (name)
              if name == "slow" then create { label = name, hangs = true } end
              work { label = name, peers = 2, fail = "broken" }
            end)
            """)
        _ = await fixture.run()
        let events = try await fixture.journal()
        let failed = try #require(events.firstIndex(of: "failed 1/bad/1"))
        // One more for the scope.
        let run = try await fixture.crashed(try await fixture.store.find("last"), after: failed + 2)
        let before = fixture.world.now.performed.count
        let outcome = await fixture.controller().resume(run, control: RunControl())
        #expect(outcome.diagnostic?.code == "broken")
        #expect(fixture.world.withdrawn == ["1/slow/1", "1/slow/1"], "in the first process, and in the second")
        #expect(fixture.world.now.performed.count == before)
    }

    @Test func aStepThatIsCutShortIsRolledBackInItsProcess() async throws {
        let fixture = try RunFixture(
            """
            with_rollback("w", function ()
              create { label = "c", hangs = true }
              work { label = "never" }
            end)
            """)
        let control = RunControl()
        async let outcome = fixture.run(control: control)
        await fixture.world.wait { $0.running == 1 }
        control.cancel(by: "bob")
        #expect(await outcome.exitCode == 130)
        #expect(fixture.world.withdrawn == ["1/1"])
    }

    @Test func aBlockThatIsCancelledInItsLastStepIsUndone() async throws {
        let fixture = try RunFixture(
            """
            with_rollback("w", function ()
              on_rollback("it", function ()
                with_rollback("inner", function () work { label = "undo" } end)
              end)
              create { label = "c", hangs = true }
            end)
            """)
        fixture.world.leave("1/1", .success(.done("made")))
        let control = RunControl()
        async let outcome = fixture.run(control: control)
        await fixture.world.wait { $0.running == 1 }
        control.cancel(by: "bob")
        #expect(await outcome.exitCode == 130)
        #expect(fixture.world.now.performed == ["c", "undo"])
    }

    @Test func whatNobodyCanTellOfIsSaidThoughTheRecipeCaughtIt() async throws {
        let fixture = try RunFixture(
            """
            local ok, failure = pcall(timeout, "1s", function () launch { label = "l", hangs = true } end)
            return failure.code
            """)
        #expect(await fixture.run().value == "timeout")
        #expect(fixture.logged.contains("not undone: launch l (step 1/body/1): nobody can tell"))
    }

    @Test func aPersonDecidesOnAnUnsafeStepInDoubtThoughTheRunIsCancelled() async throws {
        let (fixture, run) = try await crashed("launch { label = 'l' }", after: 1)
        let outcome = try await cancel(run, fixture)
        #expect(outcome.exitCode == 5)
        #expect(outcome.diagnostic?.code == "in_doubt")
        let current = try await fixture.store.find(run.id.description)
        try await fixture.controller().resolve(current, step: "1", answer: OperatorAnswer(.retry, by: "grace"))
        #expect(try await cancel(current, fixture).exitCode == 130)
        #expect(fixture.world.now.performed == ["l"], "it is not begun again for the cancellation")
    }
}
