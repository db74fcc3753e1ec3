import Journal
import LuaValues
import Testing
import WorkerProtocol

@testable import Recipes

/// `defer`: clean-up in every ending.
@Suite(.timeLimit(.minutes(10))) struct DeferTests {
    private static let two = """
        defer("first", function () work { label = "clean first" } end)
        defer(function () work { label = "clean second" } end)

        """

    @Test func whatWasDeferredLastRunsFirstAtTheEnd() async throws {
        let fixture = try RunFixture(Self.two + "work { label = 'body' } return 'ended'")
        #expect(await fixture.run().value == "ended")
        #expect(fixture.world.now.performed == ["body", "clean second", "clean first"])
    }

    @Test func aFailureIsCleanedUpAfterToo() async throws {
        let fixture = try RunFixture(Self.two + "work { label = 'body', fail = 'bad' }")
        let outcome = await fixture.run()
        #expect(outcome.diagnostic?.code == "bad")
        #expect(outcome.diagnostic?.excerpt?.position.line == 3)
        #expect(fixture.world.now.performed == ["body", "clean second", "clean first"])
    }

    @Test func aCancelledRunCleansUp() async throws {
        let fixture = try RunFixture(Self.two + "work { label = 'body', hangs = true }")
        let control = RunControl()
        async let outcome = fixture.run(control: control)
        await fixture.world.wait { $0.running == 1 }
        control.cancel(by: "bob")
        #expect(await outcome.exitCode == 130)
        #expect(fixture.world.now.performed == ["body", "clean second", "clean first"])
    }

    @Test func aRunThatWasKilledCleansUpOnItsResume() async throws {
        let fixture = try RunFixture(Self.two + "work { label = 'body', fail = 'bad' }")
        _ = await fixture.run()
        let whole = try await fixture.store.find("last")
        let events = try await fixture.store.events(of: whole.id)
        // Before the recipe's failure is on record; after it what failed would be tried again.
        for count in 1...(try #require(events.firstIndex { $0.event.kind == .recipeFailed })) {
            let run = try await fixture.crashed(whole, after: count)
            let ended = try await fixture.store.events(of: run.id).count { $0.event.kind.endsStep }
            let before = fixture.world.now.performed.count
            let outcome = await fixture.controller().resume(run, control: RunControl())
            #expect(outcome.diagnostic?.code == "bad", "after \(count)")
            #expect(fixture.world.now.performed.count - before == 3 - ended, "after \(count)")
        }
    }

    @Test func eachBranchAndBlockHasItsOwn() async throws {
        let fixture = try RunFixture(
            """
            parallel({ "x", "y" }, { max = 1 }, function (name)
              defer(function () work { label = "clean " .. name } end)
              work { label = name }
            end)
            with_rollback("block", function ()
              defer(function () work { label = "clean block" } end)
              work { label = "block" }
            end)
            work { label = "end" }
            """)
        #expect(await fixture.run().exitCode == 0)
        #expect(
            fixture.world.now.performed == ["x", "clean x", "y", "clean y", "block", "clean block", "end"])
    }

    @Test func aCleanUpThatFailsDoesNotStopTheOthersAndIsNoSuccess() async throws {
        let fixture = try RunFixture(
            "defer('a', function () work { label = 'clean a' } end)\n"
                + "defer('b', function () work { label = 'clean b', fail = 'stuck' } end)\nwork { label = 'body' }")
        let outcome = await fixture.run()
        #expect(outcome.diagnostic?.code == "stuck")
        #expect(fixture.world.now.performed == ["body", "clean b", "clean a"])
        #expect(fixture.logged == ["could not clean up b: it failed"])
    }

    @Test func theRecipesOwnFailureCountsMore() async throws {
        let fixture = try RunFixture(
            "defer('b', function () work { label = 'clean b', fail = 'stuck' } end)\nwork { label = 'body', fail = 'bad' }"
        )
        #expect(await fixture.run().diagnostic?.code == "bad")
    }

    @Test func theReportSaysWhetherTheRollbackIsComplete() async throws {
        func outcome(_ undo: String) async throws -> RunOutcome {
            try await RunFixture(
                """
                with_rollback("release", function ()
                  on_rollback("a", function () work { label = "undo a" } end)
                  on_rollback("b", function () \(undo) end)
                  error("no good")
                end)
                """
            ).run()
        }
        let complete = try await outcome("work { label = 'undo b' }")
        #expect(complete.exitCode == 1)
        #expect(complete.diagnostic?.details == ["rollback of 'release': 2 of 2 undone"])
        let incomplete = try await outcome("work { label = 'undo b', fail = 'stuck' }")
        #expect(incomplete.exitCode == 5)
        #expect(
            incomplete.diagnostic?.details == ["rollback of 'release': 1 of 2 undone", "not undone: b: it failed"])
        #expect(incomplete.diagnostic?.message.hasSuffix("no good; the rollback is incomplete") == true)
    }

    @Test func anUndoThatWasCutGoesOnAfterTheCrash() async throws {
        let fixture = try RunFixture(
            """
            with_rollback("release", function ()
              on_rollback("a", function () create { label = "undo a" } end)
              on_rollback("b", function () create { label = "undo b", fail = "stuck" } end)
              on_rollback("c", function () create { label = "undo c" } end)
              error("no good")
            end)
            """)
        _ = await fixture.run()
        let whole = try await fixture.store.find("last")
        for count in 1...(try await fixture.store.events(of: whole.id).count) {
            let run = try await fixture.crashed(whole, after: count)
            let outcome = await fixture.controller().resume(run, control: RunControl())
            #expect(outcome.exitCode == 5, "after \(count): \(outcome)")
            #expect(outcome.diagnostic?.details.first == "rollback of 'release': 2 of 3 undone", "after \(count)")
        }
    }
}
