import LuaValues
import Testing

@testable import WorkerProtocol

@Suite struct LimitTests {
    @Test(arguments: [
        "while true do end",
        "while true do pcall(function() while true do end end) end",
        "while true do pcall(error) end",
        "while true do coroutine.wrap(function() end)() end",
        "coroutine.wrap(function() while true do pcall(function() while true do end end) end end)()",
        "table.sort({ 2, 1 }, function() while true do end end)",
        "string.gsub('a', 'a', function() while true do pcall(function() while true do end end) end end)",
        "xpcall(error, function() while true do end end)",
        "local guard <close> = setmetatable({}, { __close = function() while true do end end })",
        "while true do tostring({}) end",
        "local function f() return f() end f()",
        "while true do print(host.cancelled()) end",
    ]) func anEndlessLoopIsKilledWhereverItIs(_ recipe: String) throws {
        var runner = RecipeRunner()
        runner.limits.instructionsPerTurn = 2_000_000
        let failure = try runner.failure(of: recipe)
        #expect(failure.kind == .limit)
        #expect(failure.value == ["limit": "instructions_per_turn", "value": 2_000_000])
        #expect(failure.position?.chunk == "recipes/test.lua")
    }

    @Test func theTurnBeginsAnewAfterAStepAndTheTotalDoesNot() throws {
        var runner = RecipeRunner()
        runner.limits.instructionsPerTurn = 2_000_000
        let recipe = "for i = 1, 10 do for j = 1, 1e6 do end work{} end return 'done'"
        #expect(try runner.run(recipe).get() == "done")
        runner.limits.instructions = 5_000_000
        #expect(try runner.failure(of: recipe).value["limit"] == "instructions")
    }

    @Test(arguments: [
        "local t = {} for i = 1, 1e9 do t[i] = i end",
        "local s = 'x' while true do s = s .. s end",
        "local t = {} while true do pcall(function() while true do t[#t + 1] = string.rep('x', 1e5) .. #t end end) end",
        "local function f() return 1 + f() end while true do pcall(f) end",
        "local t = {} for i = 1, 1e9 do t[i] = function() return i end end",
    ]) func theMemoryLimitHolds(_ recipe: String) throws {
        var runner = RecipeRunner()
        runner.limits.memory = 8 << 20
        runner.limits.instructionsPerTurn = 200_000_000
        let failure = try runner.failure(of: recipe)
        #expect(failure.kind == .limit)
        #expect(failure.position == SourcePosition(chunk: "recipes/test.lua", line: 1))
    }

    @Test func aLackOfMemoryThatIsCaughtLeavesTheRecipeRunning() throws {
        var runner = RecipeRunner()
        runner.limits.memory = 8 << 20
        let result = try runner.run(
            """
            local ok, message = pcall(function() local s = 'x' while true do s = s .. s end end)
            return { ok, message, work{ value = 1 } }
            """)
        #expect(try result.get() == [false, "not enough memory", 1])
    }

    @Test func coroutinesAliveAreLimitedAndDeadOnesAreNot() throws {
        var runner = RecipeRunner()
        runner.limits.coroutines = 100
        #expect(
            try runner.run("for i = 1, 1000 do coroutine.wrap(function() coroutine.yield() end)() end return 1").get()
                == 1)
        let failure = try runner.failure(
            of: "local all = {} for i = 1, 1000 do all[i] = coroutine.create(print) end")
        #expect(failure.value == ["limit": "coroutines", "value": 100])
    }

    @Test func theLogIsLimited() throws {
        var runner = RecipeRunner()
        runner.limits.logVolume = 100_000
        let failure = try runner.failure(of: "while true do print(string.rep('x', 1000)) end")
        #expect(failure.value == ["limit": "log", "value": 100_000])
    }

    @Test func sourcesAndStringsAreLimited() throws {
        var runner = RecipeRunner()
        #expect(try runner.failure(of: "return string.rep('x', 1 << 40)").message.contains("string.rep"))
        runner.limits.sourceSize = 100
        let failure = try runner.failure(of: String(repeating: " ", count: 101))
        #expect(failure.kind == .syntax)
        #expect(failure.message == "the source is 101 bytes long, the limit is 100")
    }
}
