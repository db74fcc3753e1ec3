import LuaValues
import Testing

@testable import WorkerProtocol

@Suite struct ModuleTests {
    private func run(_ recipe: String, _ modules: [String: String]) throws -> Result<LuaValue, RecipeFailure> {
        var runner = RecipeRunner()
        runner.modules = modules
        return try runner.run(recipe)
    }

    private func failure(_ recipe: String, _ modules: [String: String]) throws -> RecipeFailure {
        var runner = RecipeRunner()
        runner.modules = modules
        return try runner.failure(of: recipe)
    }

    @Test func aModuleIsLoadedOnce() throws {
        var runner = RecipeRunner()
        runner.modules["a"] = "print('loading') return { n = 1 }"
        let result = try runner.run("local a = require 'a' a.n = 2 return require('a').n")
        #expect(try result.get() == 2)
        #expect(runner.transcript.map(\.summary) == ["module a", "notification ", "finished"])
    }

    @Test func modulesMayRequireModulesAndDefineFunctionsThatCallTheHost() throws {
        let modules = [
            "a": "local b = require 'b' return { go = function(v) return b.go(v) end }",
            "b": "return { go = function(v) local r = work{ value = v } return r end }",
        ]
        #expect(try run("return require('a').go(5)", modules).get() == 5)
    }

    @Test func aCycleNamesItsChain() throws {
        let modules = ["a": "return require 'b'", "b": "return require 'c'", "c": "return require 'b'"]
        #expect(try failure("require 'a'", modules).message == "modules require each other: b -> c -> b")
    }

    @Test(
        arguments: [
            ("missing", nil, "no module 'missing'", "recipes/test.lua", 1),
            ("broken", "local x = = 1", "unexpected symbol near '='", "lib/broken.lua", 1),
            ("empty", "local x = 1", "module 'empty' returned nothing; end it with 'return'", "recipes/test.lua", 1),
            ("acting", "\nwork{}", "work was called while loading module 'acting'", "lib/acting.lua", 2),
            ("failing", "\n\nerror('boom')", "boom", "lib/failing.lua", 3),
            (
                "forking", "host.parallel({}, {}, {})", "parallel was called while loading module 'forking'",
                "lib/forking.lua", 1
            ),
        ] as [(String, String?, String, String, Int)])
    func whatGoesWrongSaysWhere(name: String, text: String?, message: String, chunk: String, line: Int) throws {
        let failure = try failure("require '\(name)'", text.map { [name: $0] } ?? [:])
        #expect(failure.message == message)
        #expect(failure.position == SourcePosition(chunk: chunk, line: line))
    }

    @Test func aModuleThatFailedCanBeRequiredAgain() throws {
        let result = try run(
            "local a, b = pcall(require, 'bad') local c = pcall(require, 'bad') local v = work{ value = 3 } return { a, c, v }",
            ["bad": "error('x')"])
        #expect(try result.get() == [false, false, 3])
    }

    @Test func twoBranchesShareOneLoad() throws {
        var runner = RecipeRunner()
        runner.modules["a"] = "print('loading') return { n = 4 }"
        let result = try runner.run(
            """
            local function branch() return require('a').n end
            local results = host.parallel({ "x", "y" }, { branch, branch }, {})
            return { results[1].value, results[2].value }
            """)
        #expect(try result.get() == [4, 4])
        #expect(runner.transcript.map(\.summary).filter { $0 == "module a" }.count == 1)
    }

    @Test func branchesThatWaitForEachOthersModulesAreToldSo() throws {
        let result = try run(
            """
            local results = host.parallel({ "x", "y" }, {
              function() return require 'a' end,
              function() return require 'b' end,
            }, { on_failure = "continue" })
            return { results[1].ok and results[2].ok }
            """, ["a": "return require 'b'", "b": "return require 'a'"])
        #expect(try result.get() == [false])
    }

    @Test func modulesOfTheStandardLibraryAreReadOnly() throws {
        let failure = try failure("require('moondock.text').trim = nil", ["moondock.text": "return { trim = 1 }"])
        #expect(failure.message == "cannot set 'trim': this table is read-only")
    }
}
