import Foundation
import Journal
import LuaValues
import Testing
import WorkerProtocol

@testable import Recipes

/// What a person gets wrong before anything has happened: exit code 2, the place, the reason, what to do, and no run.
@Suite(.timeLimit(.minutes(10))) struct InputTests {
    private func invalid(
        _ recipe: String, files: [String: String] = [:], environment: String? = nil, parameters: [String: String] = [:]
    ) async throws -> Diagnostic {
        let fixture = try RunFixture(recipe, files: files)
        let outcome = await fixture.run(environment: environment, parameters: parameters)
        #expect(outcome.exitCode == 2)
        #expect(try await fixture.store.runs(limit: 1).isEmpty)
        #expect(fixture.world.now.performed.isEmpty)
        return try #require(outcome.diagnostic)
    }

    @Test func aSyntaxErrorIsShownWhereItIs() async throws {
        let diagnostic = try await invalid("work { label = 'one' }\nif true the\n  work{}\nend\n")
        #expect(diagnostic.code == "syntax")
        #expect(diagnostic.excerpt?.position == SourcePosition(chunk: "recipes/test.lua", line: 2))
        #expect(diagnostic.excerpt?.column == 9)
    }

    @Test func anUnknownPrimitiveIsMarked() async throws {
        let diagnostic = try await invalid("work{}\nwrok { label = 'x' }")
        #expect(
            diagnostic.rendered == """
                error: there is no function or primitive called 'wrok'
                  ┌─ recipes/test.lua:2:1
                2 │ wrok { label = 'x' }
                  │ ^^^^ did you mean 'work'?
                """)
    }

    @Test func anUnknownOptionIsMarkedOnItsOwnLine() async throws {
        let diagnostic = try await invalid("work {\n  value = 1,\n  lable = 'x',\n}")
        #expect(
            diagnostic.rendered == """
                error: work: unknown option 'lable'
                  ┌─ recipes/test.lua:3:3
                3 │   lable = 'x',
                  │   ^^^^^ did you mean 'label'?
                  = see: moondock docs work
                """)
    }

    @Test func anOptionThatOnlyARunCanKnowIsMarkedTheSameWay() async throws {
        let diagnostic = try await invalid("local options = {\n  lable = 'x',\n}\nwork(options)")
        #expect(diagnostic.message == "work: unknown option 'lable'")
        #expect(diagnostic.hint == "did you mean 'label'?" || diagnostic.excerpt?.label == "did you mean 'label'?")
        #expect(diagnostic.excerpt?.position.line == 4)
    }

    @Test func aWrongTypeIsNamed() async throws {
        let diagnostic = try await invalid("work {\n  within = 'soon',\n}")
        #expect(
            diagnostic.message
                == "work: 'within' must be a duration like \"30s\", \"5m\" or \"1h 30m\", not a string \"soon\"")
        #expect(diagnostic.excerpt?.position.line == 2)
    }

    @Test func anUnknownParameterIsNamed() async throws {
        let diagnostic = try await invalid(
            "recipe { params = { version = {} } }", parameters: ["versoin": "1"])
        #expect(diagnostic.message == "recipe: the recipe has no parameter 'versoin'")
        #expect(diagnostic.hint == "did you mean --version?")
    }

    @Test func aParameterThatDoesNotMatchIsNamed() async throws {
        let diagnostic = try await invalid(
            "recipe { params = { version = { match = '^%d+$', help = 'a number' } } }", parameters: ["version": "x1"])
        #expect(diagnostic.message == "parameter 'version' is \"x1\", which does not match ^%d+$")
    }

    @Test func parametersAndEnvironmentsAreReadOnly() async throws {
        let fixture = try RunFixture(
            "local p, e = recipe { params = { a = {} } }, environment()\nreturn { pcall(function () p.a = 2 end), pcall(function () e.hosts.x = 1 end) }",
            files: ["environments/test.lua": "return { hosts = {} }"])
        let value = await fixture.run(environment: "test").value
        #expect(value?.table?.items.first == false)
        #expect(value?.table?.items.dropFirst().first == false)
    }

    @Test func anUnknownEnvironmentGetsASuggestion() async throws {
        let diagnostic = try await invalid(
            "work{}", files: ["environments/production.lua": "return {}"], environment: "prodution")
        #expect(
            diagnostic.message.hasPrefix("there is no environment 'prodution' (no file environments/prodution.lua in "))
        #expect(diagnostic.hint == "did you mean 'production'?")
        let other = try await invalid("work{}", environment: "staging")
        #expect(other.hint == "create environments/staging.lua there")
    }

    @Test(arguments: [
        ("return 5", "environments/test.lua must return a table, not", 1),
        ("return {\n  a = 1,\n  = 2,\n}", "", 3),
        ("return {\n  hosts = { web = { enigne = 'unix:///x' } },\n}", "unknown option 'enigne'", 2),
        ("return { hosts = { web = 5 } }", "'hosts.web' must be a table, not", 1),
        ("return { hosts = { { engine = 'x' } } }", "'hosts' must be a table with names as keys, not a table", 1),
        (
            "return { groups = { ops = 'ada' } }",
            "'groups.ops' must be a list of values, each a non-empty string, not a string \"ada\"", 1
        ),
        ("return {\n  key = io.open('x'),\n}", "", 2),
    ]) func aBrokenEnvironmentIsShownWhereItIs(text: String, message: String, line: Int) async throws {
        let diagnostic = try await invalid("work{}", files: ["environments/test.lua": text], environment: "test")
        #expect(message.isEmpty || diagnostic.message.contains(message))
        #expect(diagnostic.excerpt?.position == SourcePosition(chunk: "environments/test.lua", line: line))
    }

    @Test func aMissingRecipeIsNamed() async throws {
        let fixture = try RunFixture("")
        let outcome = await fixture.controller().start(
            recipe: "recipes/gone.lua", environment: nil, parameters: [:], id: .fresh(), control: RunControl())
        #expect(outcome.exitCode == 2)
        #expect(outcome.diagnostic?.message == "there is no recipe at recipes/gone.lua")
    }

    @Test func modulesAreLoadedOnceEachInItsOwnTable() async throws {
        let fixture = try RunFixture(
            """
            local a, b = require("shop.prices"), require("shop.prices")
            local text = require("moondock.text")
            return { a == b, a.total(2), rawget(_G, "leaked") == nil, text.trim("  x ") }
            """,
            files: [
                "lib/shop/prices.lua": """
                leaked = 1
                local rates = require("rates")
                return { total = function (n) return work { value = n * rates.unit } end }
                """,
                "lib/rates/init.lua": "log('loaded') return { unit = 21 }",
            ])
        #expect(await fixture.run().value == [true, 42, true, "x"])
        #expect(fixture.logged == ["loaded"])
    }

    @Test func modulesThatRequireEachOtherAreNamed() async throws {
        let diagnostic = try await invalid(
            "require('a')", files: ["lib/a.lua": "require('b')", "lib/b.lua": "require('a')"])
        #expect(diagnostic.message == "modules require each other: a -> b -> a")
    }

    @Test func anUnknownModuleGetsASuggestion() async throws {
        let diagnostic = try await invalid("local x = require('formt')", files: ["lib/format.lua": "return {}"])
        #expect(diagnostic.message == "there is no module 'formt'")
        #expect(diagnostic.excerpt?.label == "did you mean 'format'?")
        #expect(diagnostic.excerpt?.column == 19)
    }

    @Test func aModuleWithASyntaxErrorIsShownInItsOwnFile() async throws {
        let diagnostic = try await invalid("require('broken')", files: ["lib/broken.lua": "return {\n  a = = 1\n}"])
        #expect(diagnostic.excerpt?.position == SourcePosition(chunk: "lib/broken.lua", line: 2))
    }

    @Test func failingBeforeTheFirstStepIsAnInputError() async throws {
        let diagnostic = try await invalid("local t = nil\nprint(t.x)")
        #expect(diagnostic.message.contains("attempt to index a nil value"))
        #expect(diagnostic.excerpt?.position.line == 2)
    }
}
