import Journal
import LuaValues
import Testing
import WorkerProtocol

@testable import Recipes

@Suite(.timeLimit(.minutes(10))) struct ParallelTests {
    @Test func resultsComeInTheOrderOfTheItems() async throws {
        let fixture = try RunFixture(
            """
            return parallel({ "a", "b", "c" }, function (name, index)
              return work { label = name, value = name .. index, peers = name == "a" and 3 or nil }
            end)
            """)
        #expect(await fixture.run().value == ["a1", "b2", "c3"])
    }

    @Test func stepsOverlapUpToTheMaximum() async throws {
        // Three wait for one another: with fewer at a time nothing would go on.
        let fixture = try RunFixture(
            """
            local items = {}
            for i = 1, 12 do items[i] = "n" .. i end
            parallel(items, { max = 3 }, function (name, index)
              work { label = name, peers = math.ceil(index / 3) * 3 }
            end)
            """)
        #expect(await fixture.run().exitCode == 0)
        #expect(fixture.world.now.peak == 3)
        #expect(fixture.world.now.performed.count == 12)
    }

    @Test func aHundredBranchesOverlap() async throws {
        let fixture = try RunFixture(
            """
            local items = {}
            for i = 1, 100 do items[i] = i end
            parallel(items, function (i) work { label = i, peers = 100 } end)
            """)
        #expect(await fixture.run().exitCode == 0)
        #expect(fixture.world.now.peak == 100)
    }

    @Test func aFailureStopsTheSiblings() async throws {
        let fixture = try RunFixture(
            """
            parallel({ "bad", "slow" }, function (name)
              if name == "slow" then work { label = name, hangs = true } end
              work { label = name, peers = 2, fail = "broken" }
            end)
            """)
        let outcome = await fixture.run()
        #expect(outcome.diagnostic?.code == "broken")
        #expect(fixture.world.now.cancelled == ["slow"])
        #expect(fixture.outcomes["1/slow/1"]?.kind == .cancelled)
        #expect(try await fixture.journal().suffix(2) == ["failed 1/bad/1", "cancelled 1/slow/1"])
    }

    @Test func branchesThatWaitForTheirTurnNeverStartAfterAFailure() async throws {
        let fixture = try RunFixture(
            "parallel({ 'a', 'b', 'c' }, { max = 1 }, function (name) work { label = name, fail = 'bad' } end)")
        #expect(await fixture.run().exitCode == 1)
        #expect(fixture.world.now.performed == ["a"])
    }

    @Test func inContinueModeErrorsAreValues() async throws {
        let fixture = try RunFixture(
            """
            local results = parallel({ "a", "b" }, { on_failure = "continue" }, function (name)
              return work { label = name, value = name, fail = name == "a" and "bad" or nil }
            end)
            return { results[1].ok, results[1].error.code, results[2].ok, results[2].value }
            """)
        #expect(await fixture.run().value == [false, "bad", true, "b"])
    }

    @Test func namedBranchesGiveNamedResults() async throws {
        let fixture = try RunFixture(
            """
            return parallel {
              web = function () return work { value = 1 } end,
              api = function () return work { value = 2 } end,
            }
            """)
        #expect(await fixture.run().value == .table(LuaTable(fields: ["web": 1, "api": 2])))
        let opened = fixture.events.compactMap { if case .branchOpened(let path) = $0 { path } else { nil } }
        #expect(opened == ["1/api", "1/web"])
    }

    @Test func parallelsNest() async throws {
        let fixture = try RunFixture(
            """
            return parallel({ "x", "y" }, function (outer)
              return parallel({ 1, 2 }, function (inner) return work { value = outer .. inner } end)
            end)
            """)
        #expect(await fixture.run().value == [["x1", "x2"], ["y1", "y2"]])
        #expect(fixture.outcomes.keys.sorted() == ["1/x/1/1/1", "1/x/1/2/1", "1/y/1/1/1", "1/y/1/2/1"])
    }

    @Test(arguments: [
        ("parallel({ 1 }, { mex = 2 }, function () end)", "parallel: unknown option 'mex'"),
        (
            "parallel({ 1 }, { max = 0 }, function () end)",
            "parallel: 'max' must be an integer of at least 1, not a number 0"
        ),
        (
            "parallel({ 1 }, { on_failure = 'go' }, function () end)",
            "parallel: on_failure must be one of \"stop\", \"continue\", not \"go\""
        ),
        ("parallel(5, function () end)", "parallel: 'items' must be a list, not a number"),
        ("parallel({ a = 1 })", "parallel: each named branch must be a function; 'a' is a number"),
        ("parallel({ 1 }, {}, 7)", "parallel: 'function' must be a function, not a number"),
        ("pick_one({})", "pick_one: needs a list with at least one item"),
        ("with_rollback(function () end)", "with_rollback: 1 argument is too few"),
        ("on_rollback('x', function () end)", "on_rollback: was called outside of with_rollback"),
    ]) func wrongUseIsAnInputErrorAtItsLine(recipe: String, message: String) async throws {
        let fixture = try RunFixture("\n" + recipe)
        let outcome = await fixture.run()
        #expect(outcome.exitCode == 2)
        #expect(outcome.diagnostic?.message == message)
        #expect(outcome.diagnostic?.excerpt?.position.line == 2)
        #expect(try await fixture.store.runs(limit: 1).isEmpty)
    }

    @Test func pickOneTakesTheFirstAndGivesTheRest() async throws {
        let fixture = try RunFixture("local one, rest = pick_one({ 'a', 'b', 'c' })\nreturn { one, rest }")
        #expect(await fixture.run().value == ["a", ["b", "c"]])
    }

    @Test func anInvalidCallInABranchIsAnInputErrorToo() async throws {
        let fixture = try RunFixture("local key = 'lable'\nparallel({ 1 }, function () work({ [key] = 1 }) end)")
        let outcome = await fixture.run()
        #expect(outcome.exitCode == 2)
        #expect(outcome.diagnostic?.message == "work: unknown option 'lable'")
        #expect(try await fixture.store.runs(limit: 1).isEmpty)
    }
}
