import LuaValues
import Testing

@testable import WorkerProtocol

@Suite struct PositionTests {
    private func frames(_ calls: [RecipeFailure.Frame]) -> [String] {
        calls.map { "\($0.position.line) \($0.function)" }
    }

    /// The first call, which fails, and the frames of that failure.
    private func call(
        in recipe: String, with runner: RecipeRunner = RecipeRunner()
    ) throws -> (position: SourcePosition, frames: [RecipeFailure.Frame]) {
        var runner = runner
        runner.answer = { _ in .failure(ReplyFailure(fields: LuaTable(fields: ["message": "failed"]))) }
        let failure = try runner.failure(of: recipe)
        let call = try #require(runner.transcript.compactMap(\.step).first)
        #expect(call.position == failure.traceback.first?.position)
        return (call.position, failure.traceback)
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
        #expect(frames(call.frames) == ["2 deploy", "6 all", "8 main chunk"])
    }

    @Test func aTailCallOfAPrimitiveKeepsItsLine() throws {
        let call = try call(
            in: """
                local function deploy()
                  return work{}
                end

                local x = deploy()
                """)
        #expect(frames(call.frames) == ["2 deploy", "5 main chunk"])
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
        #expect(frames(call.frames) == ["2 function <recipes/test.lua:1>", "7 main chunk"])
    }

    @Test func callersReachThroughCoroutinesAndBranches() throws {
        let call = try call(
            in: """
                local function deploy()
                  local v = coroutine.wrap(function()
                    work{}
                  end)()
                end
                local results = host.parallel({ "a" }, {
                  deploy
                }, {})
                error(results[1].error, 0)
                """)
        let lines = call.frames.map(\.position.line)
        #expect(lines == [3, 2, 6])
    }

    @Test func moondocksOwnFramesAreLeftOut() throws {
        var runner = RecipeRunner()
        runner.modules["moondock.rolling"] = "return { run = function(f)\n\n local v = f() return v end }"
        runner.modulePrefix = "moondock/"
        let recipe = "local r = require 'moondock.rolling'\nr.run(function()\n  local x = work{}\nend)"
        let call = try call(in: recipe, with: runner)
        #expect(call.frames.map(\.position.line) == [3, 2])
    }
}
