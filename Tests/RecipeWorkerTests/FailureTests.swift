import LuaValues
import Testing

@testable import WorkerProtocol

@Suite struct FailureTests {
    @Test func aSyntaxErrorHasItsPosition() throws {
        var runner = RecipeRunner()
        let failure = try runner.failure(of: "local x = 1\nlocal y = = 2")
        #expect(failure.kind == .syntax)
        #expect(failure.message == "unexpected symbol near '='")
        #expect(failure.position == SourcePosition(chunk: "recipes/test.lua", line: 2))
    }

    @Test func anErrorLeavesItsPositionOutOfItsMessage() throws {
        var runner = RecipeRunner()
        let failure = try runner.failure(of: "local function f()\n  error('boom')\nend\nf()")
        #expect(failure.kind == .error)
        #expect(failure.message == "boom")
        #expect(failure.position?.line == 2)
        #expect(failure.traceback.map(\.function) == ["f", "main chunk"])
        #expect(failure.traceback.map(\.position.line) == [2, 4])
    }

    @Test func levelTwoBlamesTheCaller() throws {
        var runner = RecipeRunner()
        let failure = try runner.failure(of: "local function f()\n  error('boom', 2)\nend\nf()")
        #expect(failure.position?.line == 4)
    }

    @Test func longChunkNamesAreWhole() throws {
        var runner = RecipeRunner()
        let chunk = "recipes/" + String(repeating: "deep/", count: 20) + "test.lua"
        guard case .failure(let failure) = try runner.run("error('boom')", chunk: chunk) else {
            Issue.record("the recipe did not fail")
            return
        }
        #expect(failure.message == "boom")
        #expect(failure.position == SourcePosition(chunk: chunk, line: 1))
    }

    @Test func anErrorTableCrossesWithItsFields() throws {
        var runner = RecipeRunner()
        let failure = try runner.failure(of: "\nerror{ code = 'c', message = 'm', data = { 1 } }")
        #expect(failure.message == "m")
        #expect(failure.value == ["code": "c", "message": "m", "data": [1]])
        #expect(failure.position?.line == 2)
    }

    @Test func anErrorThatCannotCrossKeepsItsMessage() throws {
        var runner = RecipeRunner()
        let failure = try runner.failure(of: "error{ message = 'm', data = print }")
        #expect(failure.message == "m")
        #expect(failure.value == .nil)
    }

    @Test func aHostsRefusalIsAnErrorTable() throws {
        var runner = RecipeRunner()
        runner.answer = { _ in .failure(ReplyFailure(fields: LuaTable(fields: ["code": "denied", "message": "no"]))) }
        let caught = try runner.run("local ok, e = pcall(work, {}) return { ok, e.code, tostring(e), type(e) }")
        #expect(try caught.get() == [false, "denied", "no", "table"])
        let failure = try runner.failure(of: "\n\nwork{}")
        #expect(failure.message == "no")
        #expect(failure.position?.line == 3)
    }

    @Test(arguments: [
        "local ok, e = pcall(fail)\nerror(e, 0)",
        "local r = host.parallel({ 'a' }, { fail }, {})\nerror(r[1].error, 0)",
        "local co = coroutine.wrap(fail)\nco()",
        "local co = coroutine.wrap(function() coroutine.wrap(fail)() end)\nco()",
    ]) func anErrorThatIsRaisedAgainKeepsItsFirstPlace(_ rest: String) throws {
        var runner = RecipeRunner()
        let failure = try runner.failure(of: "local function fail()\n  error{ message = 'boom' }\nend\n\(rest)")
        #expect(failure.message == "boom")
        #expect(failure.position?.line == 2)
        #expect(failure.traceback.first?.position.line == 2)
    }

    @Test func aResultThatCannotCrossIsAFailure() throws {
        var runner = RecipeRunner()
        #expect(
            try runner.failure(of: "return print").message == "the recipe's result: a function cannot cross to the host"
        )
    }

    @Test(arguments: [
        ("work{ f = print }", "work: a function cannot cross to the host"),
        ("work{ [1] = 1, [3] = 3 }", "work: a list that crosses to the host must not have holes"),
        (
            "work{ [1.5] = 1 }",
            "work: a table that crosses to the host has text keys or the items 1 to n, no other keys"
        ),
        (
            "local t = {} t.t = t work(t)",
            "work: a table that crosses to the host is nested deeper than 64, or contains itself"
        ),
        ("work{ ['\\xff'] = 1 }", "work: a table key that is not UTF-8 text cannot cross to the host"),
        (
            "local s = ('x'):rep(1 << 24) work{ s, s, s }",
            "work: a value that crosses to the host is larger than 32 MiB"
        ),
    ]) func whatCannotCrossSaysWhy(recipe: String, message: String) throws {
        var runner = RecipeRunner()
        #expect(try runner.failure(of: recipe).message == message)
    }

    @Test func argumentsTravelAsOneTableOrAsAList() throws {
        var runner = RecipeRunner()
        _ = try runner.run("work{ a = 1 } work('x', 2) work(nil, 1) work()")
        #expect(runner.transcript.compactMap(\.step).map(\.options) == [["a": 1], ["x", 2], [nil, 1], nil])
    }
}
