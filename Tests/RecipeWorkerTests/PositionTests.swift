import LuaValues
import Testing

@testable import WorkerProtocol

@Suite struct PositionTests {
    private func frames(_ calls: [RecipeFailure.Frame]) -> [String] {
        calls.map { "\($0.position.line) \($0.function)" }
    }

    private func call(in recipe: String) throws -> CallRequest {
        var runner = RecipeRunner()
        _ = try runner.run(recipe)
        return try #require(runner.transcript.compactMap(\.step).first)
    }

    @Test func aCallTellsItsLineAndItsCallers() throws {
        let call = try call(
            in: """
                local function deploy()
                  local x = work{}
                  return x
                end
                local function all()
                  deploy()
                end
                all()
                """)
        #expect(call.position.description == "recipes/test.lua:2")
        #expect(frames(call.callers) == ["2 deploy", "6 all", "8 main chunk"])
    }

    @Test func aTailCallOfAPrimitiveKeepsItsLine() throws {
        let call = try call(
            in: """
                local function deploy()
                  return work{}
                end

                local x = deploy()
                """)
        #expect(frames(call.callers) == ["2 deploy", "5 main chunk"])
    }

    @Test func aTailCallThatLostItsFrameTellsTheNextKnownLine() throws {
        let call = try call(
            in: """
                local function deploy()
                  local x = work{}
                end
                local function all()
                  return deploy()
                end
                all()
                """)
        #expect(frames(call.callers) == ["2 function <recipes/test.lua:1>", "7 main chunk"])
    }

    @Test func callersReachThroughCoroutinesAndBranches() throws {
        let call = try call(
            in: """
                local function deploy()
                  local v = coroutine.wrap(function()
                    work{}
                  end)()
                end
                host.parallel({ "a" }, {
                  deploy
                }, {})
                """)
        let lines = call.callers.map(\.position.line)
        #expect(lines == [3, 2, 6])
    }

    @Test func moondocksOwnFramesAreLeftOut() throws {
        var runner = RecipeRunner()
        runner.modules["moondock.rolling"] = "return { run = function(f)\n\n local v = f() return v end }"
        runner.modulePrefix = "moondock/"
        _ = try runner.run("local r = require 'moondock.rolling'\nr.run(function()\n  local x = work{}\nend)")
        let call = try #require(runner.transcript.compactMap(\.step).first)
        #expect(call.callers.map(\.position.line) == [3, 2])
    }

    @Test func hostPositionIsTheRecipesLine() throws {
        var runner = RecipeRunner()
        let result = try runner.run("\nlocal chunk, line = host.position()\nreturn { chunk, line }")
        #expect(try result.get() == ["recipes/test.lua", 2])
    }
}
