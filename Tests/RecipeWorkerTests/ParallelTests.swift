import LuaValues
import Testing

@testable import WorkerProtocol

@Suite struct ParallelTests {
    private func summary(_ runner: RecipeRunner) -> [String] { runner.transcript.map(\.summary) }

    @Test func branchesOverlapAndResultsKeepTheirOrder() throws {
        var runner = RecipeRunner()
        let result = try runner.run(
            """
            work{}
            local results, failed = host.parallel({ "web/1", "web/1" }, {
              function() work{} return work{ value = "a" } end,
              function() return work{ value = "b" } end,
            }, {})
            work{}
            return { results[1].value, results[2].value, results[1].ok, failed == nil }
            """)
        #expect(try result.get() == ["a", "b", true, true])
        #expect(
            summary(runner) == [
                "step 1", "open parallel 2", "begin 2/web_1", "begin 2/web_1#2", "step 2/web_1/1", "step 2/web_1#2/1",
                "step 2/web_1/2", "end 2/web_1#2", "end 2/web_1", "close 2", "step 3", "finished",
            ])
    }

    @Test func atMostMaxBranchesRunAtOnce() throws {
        var runner = RecipeRunner()
        _ = try runner.run(
            """
            local function branch() work{} end
            host.parallel({ "a", "b", "c" }, { branch, branch, branch }, { max = 1 })
            """)
        #expect(
            summary(runner).filter { !$0.hasPrefix("step") } == [
                "open parallel 1", "begin 1/a", "end 1/a", "begin 1/b", "end 1/b", "begin 1/c", "end 1/c", "close 1",
                "finished",
            ])
    }

    @Test func stopCancelsTheSiblingsAndStartsNoOthers() throws {
        var runner = RecipeRunner()
        runner.answer = { $0.options["slow"] == true ? nil : .success(nil) }
        let result = try runner.run(
            """
            local results, failed = host.parallel({ "slow", "bad", "late" }, {
              function() work{ slow = true } return "not reached" end,
              function() work{} error("boom") end,
              function() return "never" end,
            }, { max = 2 })
            return { failed, results[1].cancelled, results[1].error.code, results[2].error, results[2].cancelled,
                     results[3].cancelled, results[3].error == nil }
            """)
        #expect(try result.get() == [2, true, "cancelled", "recipes/test.lua:3: boom", false, true, true])
        #expect(summary(runner).contains("cancel 1/slow/1"))
        #expect(!summary(runner).contains("begin 1/late"))
        #expect(summary(runner).contains("close 1 failed: boom"))
    }

    @Test func continueLetsTheOthersEnd() throws {
        var runner = RecipeRunner()
        let result = try runner.run(
            """
            local results, failed = host.parallel({ "bad", "good" }, {
              function() error{ code = "c", message = "boom" } end,
              function() work{} work{} return "done" end,
            }, { on_failure = "continue" })
            return { failed, results[1].error.code, results[2].value }
            """)
        #expect(try result.get() == [1, "c", "done"])
        #expect(summary(runner).contains("close 1"))
    }

    @Test func cancellingReachesNestedBranchesAndSparesShieldedOnes() throws {
        var runner = RecipeRunner()
        runner.answer = { $0.options["slow"] == true ? nil : .success($0.options["value"]) }
        let result = try runner.run(
            """
            local log = {}
            local results = host.parallel({ "outer", "shielded", "bad" }, {
              function()
                host.parallel({ "inner" }, { function() work{ slow = true } end }, {})
                log[#log + 1] = "not reached"
              end,
              function()
                host.shield(true)
                log[#log + 1] = work{ slow = true, value = "undone" } or "undone"
                log[#log + 1] = tostring(host.cancelled())
                host.shield(false)
                work{}
                log[#log + 1] = "not reached"
              end,
              function() work{} error("boom") end,
            }, {})
            log[#log + 1] = tostring(results[1].cancelled)
            log[#log + 1] = tostring(results[2].cancelled)
            return log
            """)
        #expect(try result.get() == ["undone", "false", "true", "true"])
        #expect(summary(runner).filter { $0.hasPrefix("cancel") } == ["cancel 1/outer/1/inner/1"])
    }

    @Test func aBranchThatWasCancelledIsRefusedItsNextCall() throws {
        var runner = RecipeRunner()
        var isFirst = true
        runner.answer = { call in
            defer { isFirst = false }
            return isFirst ? nil : .success(nil)
        }
        let result = try runner.run(
            """
            local second
            local results = host.parallel({ "a", "b" }, {
              function() pcall(work, {}) second = select(2, pcall(work, {})) end,
              function() error("boom") end,
            }, {})
            return { second.code, second.message, results[1].ok }
            """)
        #expect(try result.get() == ["cancelled", "branch 'b' failed", true])
    }

    @Test func noBranchesAreNoWork() throws {
        var runner = RecipeRunner()
        let result = try runner.run(
            "local results, failed = host.parallel({}, {}, {}) return { #results, failed == nil }")
        #expect(try result.get() == [0, true])
        #expect(summary(runner) == ["open parallel 1", "close 1", "finished"])
    }

    @Test func contextIsInheritedByBranches() throws {
        var runner = RecipeRunner()
        let result = try runner.run(
            """
            host.set_context({ name = "outer" })
            local results = host.parallel({ "a", "b" }, {
              function() local seen = host.context().name host.set_context({ name = "mine" }) work{} return seen .. host.context().name end,
              function() work{} return host.context().name end,
            }, {})
            return { results[1].value, results[2].value, host.context().name }
            """)
        #expect(try result.get() == ["outermine", "outer", "outer"])
    }

    @Test func tenThousandBranchesRun() throws {
        var runner = RecipeRunner()
        let result = try runner.run(
            """
            local names, bodies = {}, {}
            for i = 1, 10000 do names[i] = "b" .. i bodies[i] = function() return work{ value = i } end end
            local results = host.parallel(names, bodies, {})
            local sum = 0
            for i = 1, 10000 do sum = sum + results[i].value end
            return sum
            """)
        #expect(try result.get() == 50_005_000)
    }
}
