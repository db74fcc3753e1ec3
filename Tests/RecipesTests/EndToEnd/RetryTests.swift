import Journal
import LuaValues
import Testing

@testable import Recipes

/// A run that has failed is taken up again where it failed.
@Suite(.timeLimit(.minutes(10))) struct RetryTests {
    @Test func whatFailedIsTriedAgainAndWhatWasDoneIsNot() async throws {
        let fixture = try RunFixture(
            """
            local a = work { label = 'a', value = 1 }
            local b = work { label = 'b', value = 2, failures = 2 }
            return a + b + work { label = 'c', value = 3 }
            """)
        let first = await fixture.run()
        #expect(first.exitCode == 1)
        #expect(try await fixture.resume().exitCode == 1)
        #expect(try await fixture.resume().value == 6)
        #expect(fixture.world.now.performed == ["a", "b", "b", "b", "c"])
        #expect(try await fixture.store.find("last").status == .done)
    }

    @Test func theJournalOfARunThatWasTakenUpAgainReplays() async throws {
        let fixture = try RunFixture(
            "local b = work { label = 'b', value = 2, failures = 1 }\nreturn { b, work { label = 'c', value = 3 } }")
        _ = await fixture.run()
        let value = try #require(try await fixture.resume().value)
        let whole = try await fixture.store.find("last")
        let events = try await fixture.store.events(of: whole.id)
        // Killed at any point after the failure: the second process had begun to try again.
        for count in 3...events.count {
            let before = fixture.world.now.performed.count
            let run = try await fixture.crashed(whole, after: count)
            let outcome = await fixture.controller().resume(run, control: RunControl())
            #expect(outcome.value == value, "after \(count): \(outcome)")
            let finished = events.prefix(count).count { $0.event.kind == .finished }
            #expect(fixture.world.now.performed.count - before == 2 - finished, "after \(count)")
        }
    }

    @Test func aBranchThatFailedAndThoseItStoppedAreTriedAgain() async throws {
        let fixture = try RunFixture(
            """
            return parallel({ "quick", "bad", "slow" }, function (name)
              if name == "bad" then return work { label = name, value = name, failures = 1, peers = 3 } end
              return work { label = name, value = name, peers = name == "slow" and 5 or 1 }
            end)
            """)
        async let first = fixture.run()
        await fixture.world.wait { Set($0.performed) == ["quick", "bad", "slow"] && $0.running == 1 }
        // The slow one is told to stop; it ends when it is let go.
        fixture.world.begin("a fourth")
        fixture.world.begin("a fifth")
        #expect(await first.exitCode == 1)
        let outcome = try await fixture.resume()
        #expect(outcome.value == ["quick", "bad", "slow"], "\(outcome)")
        let performed = fixture.world.now.performed
        #expect(performed.count { $0 == "quick" } == 1)
        #expect(performed.count { $0 == "bad" } == 2)
    }

    @Test func aBlockThatWasUndoneIsBegunAnew() async throws {
        let fixture = try RunFixture(
            """
            create { label = "before" }
            with_rollback("all", function ()
              create { label = "a" }
              on_rollback("a", function () work { label = "undo a" } end)
              create { label = "b", failures = 1 }
            end)
            """)
        let first = await fixture.run()
        #expect(first.diagnostic?.resumption == "begins anew what was undone")
        #expect(try await fixture.resume().exitCode == 0)
        #expect(fixture.world.now.performed == ["before", "a", "b", "undo a", "a", "b"])
        let notices = fixture.events.compactMap { if case .notice(let text) = $0 { text } else { nil } }
        #expect(notices == ["begins 'all' (step 2) anew, which was undone"])
    }

    @Test func anUnsafeStepThatIsKnownToHaveFailedIsBegunAgain() async throws {
        let fixture = try RunFixture("return launch { label = 'l', value = 'up', failures = 1 }")
        #expect(await fixture.run().exitCode == 1)
        #expect(try await fixture.resume().value == "up")
        #expect(fixture.world.now.performed == ["l", "l"])
    }
}
