import Foundation
import Journal
import LuaValues
import RecipeLibraries
import Testing

@testable import Recipes

/// Libraries that act through others.
@Suite(.timeLimit(.minutes(10))) struct LibraryPassageTests {
    /// The project requires `a`, which requires `b`, which may launch.
    private func fixture(_ a: String, grants: String = "", recipe: String = "return require('acme.a').go('web-1')")
        throws
        -> RunFixture
    {
        try RunFixture(
            recipe,
            files: [
                "moondock.lua": """
                return { libraries = {
                  ["acme.a"] = { path = "libraries/a", grants = { \(grants) } },
                  ["acme.b"] = { path = "libraries/b", grants = { "docker.run" } },
                } }
                """,
                "libraries/a/moondock.lua":
                    "return { name = \"acme/a\", version = \"1.0.0\", libraries = { b = { path = \"../b\" } } }",
                "libraries/a/lib/init.lua": a,
                "libraries/b/moondock.lua":
                    "return { name = \"acme/b\", version = \"2.0.0\", needs = { [\"docker.run\"] = \"to run\" } }",
                "libraries/b/lib/init.lua": """
                local b = { inner = {} }
                function b.run(label) return launch { label = label } end
                function b.inner.run(label) return launch { label = label } end
                function b.with(f, ...) return f(...) end
                function b.blame() error("blamed", 2) end
                return b
                """,
            ])
    }

    private static let plain =
        "local b = require 'b'\nreturn { go = function(label) local x = b.run(label) return x end }"

    @Test(arguments: ["", "\"through acme.a\"", "\"docker.run\""])
    func actingThroughAnotherTakesAGrant(_ grants: String) async throws {
        let fixture = try fixture(Self.plain, grants: grants)
        let outcome = await fixture.run()
        #expect(outcome.exitCode == 4, "\(outcome)")
        #expect(
            outcome.diagnostic?.message
                == "acme/a@1.0.0 can reach docker.run through acme/b@2.0.0, and moondock.lua does not grant it 'through acme.b'"
        )
        #expect(fixture.world.now.performed.isEmpty)
        #expect(try await fixture.store.runs(limit: 1).isEmpty)
    }

    @Test(arguments: [
        plain,
        // A call that is the last thing a function does leaves no frame of it.
        "local b = require 'b'\nreturn { go = function(label) return b.run(label) end }",
        "local b = require 'b'\nreturn { go = b.run, stop = function() return b.run end }",
        "return { go = function(label) return require('b').inner.run(label) end }",
        "local b = require 'b'\nreturn { go = function(label) for _, f in pairs(b.inner) do return f(label) end end }",
        "local b = require 'b'\nreturn { go = function(label) local _, f = next(b.inner) return f(label) end }",
        "local b = require 'b'\nreturn { go = function(label) return rawget(b, 'run')(label) end }",
        "local b = require 'b'\nreturn { go = function(label) return select(2, pcall(b.run, label)) end }",
        "local b = require 'b'\nreturn { go = function(label) return coroutine.wrap(b.run)(label) end }",
        "local b = require 'b'\nreturn { go = function(l) parallel { x = function() return b.run(l) end } end }",
        "local b = require 'b'\nreturn { go = function(label) return b.with(b.with, b.run, label) end }",
    ])
    func theRecordNamesTheWholeWay(_ a: String) async throws {
        let fixture = try fixture(a, grants: "\"through acme.b\"")
        let outcome = await fixture.run()
        #expect(outcome.exitCode == 0, "\(outcome)")
        #expect(fixture.world.now.performed == ["web-1"])
        let starts = fixture.events.compactMap { if case .stepStarted(let start) = $0 { start } else { nil } }
        // What hands the other's function on as its own has no code in the call.
        let isHandedOn = a.contains("go = b.run")
        #expect(starts.map(\.library) == ["acme/b@2.0.0"])
        #expect(starts.map(\.through) == [isHandedOn ? [] : ["acme/a@1.0.0"]])
        let run = try await fixture.store.find("last")
        let begun = try await fixture.store.events(of: run.id).map(\.event).filter { $0.kind == .started }
        let facts = try begun.map { try $0.body.map { try LuaValue(decoding: $0) } ?? .nil }
        #expect(facts.map { $0["through"].table?.items ?? [] } == [isHandedOn ? [] : ["acme/a@1.0.0"]])
    }

    @Test func whatTheRecipeHandsOnIsOnRecordWithWhoCalledIt() async throws {
        let fixture = try fixture(
            "return { go = function(f, label) return f { label = label } end }", grants: "\"through acme.b\"",
            recipe: "require('acme.a').go(launch, 'db-1')")
        #expect(await fixture.run().exitCode == 0)
        let starts = fixture.events.compactMap { if case .stepStarted(let start) = $0 { start } else { nil } }
        #expect(starts.map(\.library) == [nil] && starts.map(\.through) == [["acme/a@1.0.0"]])
        #expect(starts.map(\.caller) == ["through acme/a@1.0.0"])
    }

    @Test func exportsStayWhatTheyAre() async throws {
        let fixture = try fixture(
            Self.plain, grants: "\"through acme.b\"",
            recipe: """
                local b = require "acme.b"
                assert(b.run == b.run and b.run == require("acme.b").run and type(b.run) == "function")
                local function first(...) return select("#", ...), ... end
                local n, x, y = b.with(first, nil, 2)
                assert(n == 2 and x == nil and y == 2)
                local ok, message = pcall(b.blame)
                local function blamed() b.blame() end
                local _, where = pcall(blamed)
                return where
                """)
        #expect(await fixture.run().value == "recipes/test.lua:7: blamed")
    }

    @Test func runsFromBeforeThereWasTheGrantGoOn() throws {
        let fixture = try fixture(Self.plain)
        let bundle = try RunBundle(reading: "recipes/test.lua", environment: nil, of: fixture.project)
        var value = try LuaValue(decoding: bundle.encoded())
        #expect(bundle.libraries.guardsReach && bundle.libraries.missingPassages(of: "acme/a@1.0.0").count == 1)
        guard case .table(var fields) = value, case .table(var libraries) = value["libraries"] else { return }
        libraries["guards_reach"] = .nil
        fields["libraries"] = .table(libraries)
        value = .table(fields)
        let old = try RunBundle(decoding: value.encoded())
        #expect(old.libraries.missingPassages(of: "acme/a@1.0.0").isEmpty)
        #expect(try LuaValue(decoding: old.encoded())["libraries"]["guards_reach"] == .nil)
        #expect(try RunBundle(decoding: old.encoded()).encoded() == old.encoded())
    }
}
