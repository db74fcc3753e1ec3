import Journal
import Testing

@testable import Recipes

/// Wrong arguments are found before the run, on every path: exit code 2, and nothing was done.
@Suite(.timeLimit(.minutes(10))) struct CallCheckTests {
    /// One wrong call, and what is said of it.
    struct Wrong: Sendable, CustomTestStringConvertible {
        let call: String
        let words: String
        var testDescription: String { call }

        init(_ call: String, _ words: String) {
            self.call = call
            self.words = words
        }
    }

    private func expect(_ wrong: Wrong, _ recipe: String, files: [String: String] = [:]) async throws {
        let fixture = try RunFixture(recipe, files: files)
        let outcome = await fixture.run(environment: nil, parameters: [:])
        #expect(outcome.exitCode == 2)
        #expect(fixture.world.now.performed.isEmpty)
        #expect(try await fixture.store.runs(limit: 1).isEmpty)
        let shown = try #require(outcome.diagnostic).rendered
        #expect(shown.contains(wrong.words), "\(shown)")
    }

    static let wrong = [
        Wrong("parallel({}, { maxx = 2 }, function () end)", "did you mean 'max'?"),
        Wrong("parallel({}, { max = 0 }, function () end)", "an integer of at least 1"),
        Wrong("parallel({}, { max = \"2\" }, function () end)", "an integer of at least 1"),
        Wrong("parallel({}, { on_failure = \"contnue\" }, function () end)", "did you mean \"continue\"?"),
        Wrong("parallel({}, { on_failure = \"first\" }, function () end)", "one of"),
        Wrong("parallel({}, {}, \"f\")", "'function' must be a function, not a string"),
        Wrong("parallel({}, {}, function () end, 4)", "too many"),
        Wrong("parallel()", "too few"),
        Wrong("parallel(3, function () end)", "'items' must be a list"),
        Wrong("parallel({ \"a\", \"b\" })", "each named branch must be a function; '1' is a string"),
        Wrong("parallel({ function () end }, { max = 2 })", "each branch must have a name"),
        Wrong("retry({ times = 0 }, function () end)", "an integer of at least 1"),
        Wrong("retry({ time = 3 }, function () end)", "did you mean 'times'?"),
        Wrong("retry({ backoff = \"5 0s\" }, function () end)", "a duration like"),
        Wrong("retry({ factor = 0.5 }, function () end)", "a number of at least 1"),
        Wrong("retry({ on = { 3 } }, function () end)", "an error code"),
        Wrong("retry(function () end)", "too few"),
        Wrong("retry({ times = 3 }, { })", "'function' must be a function, not a table"),
        Wrong("timeout(\"10 minuts\", function () end)", "a duration like"),
        Wrong("timeout(-1, function () end)", "a duration like"),
        Wrong("timeout(function () end)", "too few"),
        Wrong("defer(\"label\")", "'function' must be a function"),
        Wrong("defer(function () end, \"label\")", "'label' must be a string"),
        Wrong("with_rollback(function () end)", "too few"),
        Wrong("with_rollback({}, function () end)", "'name' must be a string"),
        Wrong("on_rollback(\"x\", nil)", "'function' must be a function, not nil"),
        Wrong("pick_one {}", "at least one item"),
        Wrong("pick_one({ 1 }, 2)", "too many"),
        Wrong("work({ label = \"a\" }, 2)", "takes one argument"),
        Wrong("work(\"a\", 3)", "takes one argument"),
    ]

    @Test(arguments: wrong) func inARecipeOnAPathThatIsNotTaken(_ wrong: Wrong) async throws {
        try await expect(wrong, "if false then\n  \(wrong.call)\nend\nwork { label = \"a\" }")
    }

    @Test(arguments: wrong) func inAModule(_ wrong: Wrong) async throws {
        try await expect(
            wrong, "local m = require \"steps\"\nwork { label = \"a\" }",
            files: ["lib/steps.lua": "local M = {}\nfunction M.never() \(wrong.call) end\nreturn M\n"])
    }

    @Test(arguments: [
        "parallel({ 1 }, function () end)", "parallel({ 1 }, nil, function () end)", "parallel {}",
        "parallel({ a = function () end }, { max = 1 })", "parallel({ 1 }, { max = 1 }, tostring)",
        "retry({}, function () end)", "retry({ on = function () return true end }, function () end)",
        "retry({ on = { \"a\", \"b\" }, backoff = 0, jitter = false }, function () end)",
        "timeout(3, function () end)", "timeout(\"1m 30s\", function () end)",
        "local function arguments() return { 1 }, function () end end parallel(arguments())",
        "defer(function () end)", "defer(\"label\", function () end)", "with_rollback(\"x\", function () end)",
        "with_rollback(\"x\", function () on_rollback(\"y\", function () end) end)", "pick_one { 1 }",
    ]) func whatIsRightGoesThrough(_ call: String) async throws {
        let fixture = try RunFixture(call)
        let outcome = await fixture.run(environment: nil, parameters: [:])
        #expect(outcome.exitCode == 0, "\(outcome.diagnostic?.rendered ?? "")")
    }
}
