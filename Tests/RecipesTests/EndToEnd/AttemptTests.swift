import Journal
import LuaValues
import Testing
import WorkerProtocol

@testable import Recipes

/// `retry` and `timeout`.
@Suite(.timeLimit(.minutes(10))) struct AttemptTests {
    @Test func aFunctionIsRunAgainUntilItSucceeds() async throws {
        let fixture = try RunFixture(
            """
            return retry({ times = 5, backoff = 0.01 }, function (attempt)
              work { label = 'a', failures = 2 }
              return attempt
            end)
            """)
        #expect(await fixture.run().value == 3)
        #expect(fixture.world.now.performed == ["a", "a", "a"])
        #expect(
            try await fixture.journal() == [
                "started 1/1/1", "failed 1/1/1", "started 1/2", "finished 1/2", "started 1/3/1", "failed 1/3/1",
                "started 1/4", "finished 1/4", "started 1/5/1", "finished 1/5/1",
            ])
    }

    @Test(arguments: [("", 0), (", park = false", 0), (", park = true", 3)] as [(String, Int32)])
    func aPauseParksOnlyWhereTheRecipeSaysSo(_ option: String, _ code: Int32) async throws {
        let fixture = try RunFixture(
            """
            return retry({ times = 2, backoff = "20s", max = "1h"\(option) }, function ()
              work { label = "a", failures = 1 }
            end)
            """)
        #expect(await fixture.run(approvals: .park).exitCode == code)
        #expect(fixture.world.now.performed.count == (code == 0 ? 2 : 1))
        if code == 3 { #expect(await fixture.run(approvals: .wait).exitCode == 0, "in the foreground nothing parks") }
    }

    @Test func parkIsTrueOrFalse() async throws {
        let outcome = try await RunFixture("retry({ park = 'no' }, function () end)").run()
        #expect(outcome.diagnostic?.message.contains("'park' must be true or false") == true, "\(outcome)")
    }

    @Test func whenAllAttemptsAreUsedUpTheLastFailureGoesOn() async throws {
        let fixture = try RunFixture("retry({ times = 2 }, function (n) work { label = 'a', fail = 'bad' .. n } end)")
        let outcome = await fixture.run()
        #expect(outcome.exitCode == 1)
        #expect(outcome.diagnostic?.code == "bad2")
        #expect(outcome.diagnostic?.excerpt?.position.line == 1)
        #expect(fixture.world.now.performed == ["a", "a"])
    }

    @Test func noLevelOfAnErrorLiesInMoondocksOwnCode() async throws {
        let fixture = try RunFixture(
            """
            local messages = {}
            for level = 1, 15 do
              messages[level] = select(2, pcall(function ()
                retry({ times = 1 }, function () error("bad", level) end)
              end))
            end
            return table.concat(messages, "|")
            """)
        let messages = await fixture.run().value?.string?.split(separator: "|") ?? []
        #expect(messages.count == 15)
        #expect(messages.first?.hasSuffix("test.lua:4: bad") == true, "\(messages)")
        #expect(messages.allSatisfy { $0 == "bad" || $0.contains("test.lua:") }, "\(messages)")
    }

    @Test(arguments: ["'flaky'", "{ 'other', 'flaky' }", "function (e) return e.code == 'flaky' end"])
    func onlyTheNamedFailuresAreTriedAgain(_ on: String) async throws {
        let fixture = try RunFixture(
            """
            retry({ times = 9, on = \(on) }, function (n)
              work { label = 'a', fail = n < 3 and 'flaky' or 'broken' }
            end)
            """)
        #expect(await fixture.run().diagnostic?.code == "broken")
        #expect(fixture.world.now.performed == ["a", "a", "a"])
    }

    @Test func anAttemptThatWasCutGoesOnAtItsPlace() async throws {
        let fixture = try RunFixture(
            "return retry({ times = 4, jitter = true }, function (n) work { label = 'w' .. n, fail = n < 3 and 'x' or nil } return n end)"
        )
        #expect(await fixture.run().value == 3)
        let whole = try await fixture.store.find("last")
        for count in 1...(try await fixture.store.events(of: whole.id).count) {
            let run = try await fixture.crashed(whole, after: count)
            let outcome = await fixture.controller().resume(run, control: RunControl())
            #expect(outcome.value == 3, "after \(count): \(outcome)")
        }
    }

    @Test func aCancelledRunMakesNoFurtherAttempt() async throws {
        let fixture = try RunFixture("retry({ times = 5 }, function () work { label = 'a', hangs = true } end)")
        let control = RunControl()
        async let outcome = fixture.run(control: control)
        await fixture.world.wait { $0.running == 1 }
        control.cancel(by: "bob")
        #expect(await outcome.exitCode == 130)
        #expect(fixture.world.now.performed == ["a"])
    }

    @Test(arguments: [
        "{ times = 0 }", "{ times = 'x' }", "{ tries = 3 }", "{ backoff = 'soon' }", "{ factor = 0 }", "{ on = 7 }",
    ])
    func wrongOptionsAreRejected(_ options: String) async throws {
        let fixture = try RunFixture("retry(\(options), function () work { label = 'a' } end)")
        let outcome = await fixture.run()
        #expect(outcome.exitCode == 2, "\(outcome)")
        #expect(outcome.diagnostic?.message.hasPrefix("retry: ") == true)
        #expect(fixture.world.now.performed == [])
    }

    @Test func whatIsDoneInTimeGivesItsResults() async throws {
        let fixture = try RunFixture(
            "local a, b = timeout('2h', function () work { label = 'a' } return 1, 'two' end) return { a, b }")
        #expect(await fixture.run().value == [1, "two"])
        #expect(try await fixture.journal().last == "cancelled 1/limit/1")
    }

    @Test func whatTakesTooLongIsCancelledAndFails() async throws {
        let fixture = try RunFixture(
            """
            local ok, err = pcall(timeout, '1s', function () work { label = 'slow', hangs = true } end)
            return { ok, err.code, err.message, work { label = 'after' } }
            """)
        #expect(await fixture.run().value?.table?.items.prefix(3) == [false, "timeout", "took longer than 1s"])
        #expect(fixture.world.now.cancelled == ["slow"])
        #expect(fixture.world.now.performed == ["slow", "after"])
    }

    @Test func aTimeOutUndoesTheBlockItEnds() async throws {
        let fixture = try RunFixture(
            """
            with_rollback("release", function ()
              work { label = "do a" }
              on_rollback("a", function () work { label = "undo a" } end)
              timeout("1s", function () work { label = "slow", hangs = true } end)
            end)
            """)
        let outcome = await fixture.run()
        #expect(outcome.diagnostic?.code == "timeout")
        #expect(fixture.world.now.performed.last == "undo a")
    }

    @Test func aFailureInTimeGoesOnAsItIs() async throws {
        let fixture = try RunFixture("timeout('2h', function () work { label = 'a', fail = 'bad' } end)")
        let outcome = await fixture.run()
        #expect(outcome.diagnostic?.code == "bad")
        #expect(outcome.diagnostic?.excerpt?.position.line == 1)
    }

    @Test func timeOutsAndAttemptsTogether() async throws {
        let fixture = try RunFixture(
            """
            return retry({ times = 3, backoff = 0, on = 'timeout' }, function (n)
              return timeout(n < 3 and '1s' or '2h', function ()
                work { label = 'w' .. n, hangs = n < 3 }
                return n
              end)
            end)
            """)
        #expect(await fixture.run().value == 3)
        #expect(fixture.world.now.performed == ["w1", "w2", "w3"])
    }
}
