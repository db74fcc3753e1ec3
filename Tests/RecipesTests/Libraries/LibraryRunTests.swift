import Foundation
import Journal
import LuaValues
import RecipeLibraries
import Testing
import WorkerProtocol

@testable import Recipes

/// Runs of projects that use libraries.
@Suite(.timeLimit(.minutes(10))) struct LibraryRunTests {
    private static let manifest = """
        return {
          libraries = {
            ["acme.roll"] = { path = "libraries/roll", grants = { "docker.run web-*" } },
            ["acme.names"] = { path = "libraries/names" },
          },
        }
        """
    private static let roll = """
        return {
          name = "acme/roll", version = "1.2.0", exports = { "init", "plan" },
          needs = { ["docker.run"] = "to run what is rolled out" },
          libraries = { names = { path = "../names" } },
        }
        """
    private static let names = "return { name = \"acme/names\", version = \"0.3.0\" }"

    private func fixture(
        _ recipe: String, manifest: String = manifest, roll: String = roll, library: String? = nil,
        more: [String: String] = [:]
    ) throws -> RunFixture {
        let files = [
            "moondock.lua": manifest, "libraries/roll/moondock.lua": roll,
            "libraries/roll/lib/init.lua": library ?? """
                local names = require "names"
                local hidden = require "hidden"
                return { run = function(host) return launch { label = names.host(host), value = hidden.value } end }
                """,
            "libraries/roll/lib/plan.lua": "return { steps = 3 }",
            "libraries/roll/lib/hidden.lua": "return { value = 'ran' }",
            "libraries/names/moondock.lua": Self.names,
            "libraries/names/lib/init.lua": "return { host = function(host) return 'web-' .. host end }",
        ]
        return try RunFixture(recipe, files: files.merging(more) { $1 })
    }

    @Test func whatALibraryDoesIsRecordedAsItsOwn() async throws {
        let fixture = try fixture("work { label = 'mine' } return require('acme.roll').run(1)")
        #expect(await fixture.run().value == "ran")
        #expect(fixture.world.now.performed == ["mine", "web-1"])
        let run = try await fixture.store.find("last")
        let intents = try await fixture.store.events(of: run.id).compactMap(\.event.intent)
        #expect(intents.map(\.library) == [nil, "acme/roll@1.2.0"])
        #expect(intents.last?.source == "acme/roll@1.2.0:lib/init.lua:3")
        #expect(
            fixture.events.compactMap { if case .stepStarted(let start) = $0 { start.library } else { nil } }
                == ["acme/roll@1.2.0"])
    }

    @Test func twoNamesOfALibraryAgreeOnWhatItMayDo() async throws {
        let manifest = { (grants: String) in
            "return { libraries = {\n  a = { path = \"libraries/names\" },\n  b = { path = \"libraries/names\"\(grants) },\n} }"
        }
        let recipe = "return require('a').host(1) == require('b').host(1)"
        #expect(await (try fixture(recipe, manifest: manifest(""))).run().value == true)
        let outcome = await (try fixture(recipe, manifest: manifest(", grants = { \"lock\" }"))).run()
        #expect(outcome.exitCode == 2)
        #expect(outcome.diagnostic?.message == "'b' is another name of a library that is granted something else")
        #expect(outcome.diagnostic?.excerpt?.position.line == 3)
    }

    @Test func aModuleAndALibraryHaveDifferentNames() async throws {
        let manifest = """
            return { libraries = {
              acme = { path = "libraries/roll", grants = { "docker.run" } },
              ["acme.plan"] = { path = "libraries/names" },
            } }
            """
        let outcome = await (try fixture("return 1", manifest: manifest)).run()
        #expect(outcome.exitCode == 2)
        #expect(
            outcome.diagnostic?.message == "'acme.plan' is a library's name and a module of acme/roll@1.2.0")
    }

    @Test func aRecipeIsFoundInWhatTheProjectNames() throws {
        func library(_ id: String) -> PinnedLibrary {
            PinnedLibrary(
                id: id, source: .path(id), tree: TreeHash(of: [:]), exports: [], needs: [:], grants: [], aliases: [:],
                files: ["recipes/go.lua": []])
        }
        let ids = ["acme/kit@1.0.0", "acme/kit@99.0.0", "acme/other@1.0.0"]
        let set = LibrarySet(
            libraries: Dictionary(uniqueKeysWithValues: ids.map { ($0, library($0)) }),
            aliases: ["kit": "acme/kit@1.0.0", "other": "acme/other@1.0.0"])
        #expect(try set.recipe("kit:go") == "acme/kit@1.0.0:recipes/go.lua")
        // What another library brings does not take the place of it, whatever it calls itself.
        #expect(try set.recipe("acme/kit@0.9.0:recipes/go.lua") == "acme/kit@1.0.0:recipes/go.lua")
        #expect(throws: Diagnostic.self) { try set.recipe("acme/strange:go") }
    }

    @Test func exportedModulesAreFoundAndOthersAreNot() async throws {
        #expect(try await fixture("return require('acme.roll.plan').steps").run().value == 3)
        let outcome = try await fixture("return require 'acme.roll.hidden'").run()
        #expect(outcome.exitCode == 2)
        #expect(outcome.diagnostic?.message == "there is no module 'acme.roll.hidden'")
        let misspelt = try await fixture("return require 'acme.rol'").run()
        #expect(misspelt.diagnostic?.excerpt?.label == "did you mean 'acme.roll'?")
        #expect(misspelt.diagnostic?.excerpt?.position.line == 1)
    }

    @Test func aGrantIsForWhatItNames() async throws {
        let library = "return { run = function(host) return launch { label = host } end }"
        let fixture = try fixture("return require('acme.roll').run('db-1')", library: library)
        let outcome = await fixture.run()
        #expect(outcome.exitCode == 4, "\(outcome)")
        #expect(
            outcome.diagnostic?.message
                == "launch: not allowed for acme/roll@1.2.0: it requests 'docker.run db-1', but moondock.lua does not grant it"
        )
        #expect(outcome.diagnostic?.excerpt?.position.description == "acme/roll@1.2.0:lib/init.lua:1")
        #expect(fixture.world.now.performed.isEmpty)
    }

    @Test func theProjectsOwnCodeNeedsNoGrant() async throws {
        let library = "return { with = function(f, label) return f { label = label } end }"
        let fixture = try fixture(
            "launch { label = 'db-1' } require('acme.roll').with(launch, 'db-2')", library: library)
        #expect(await fixture.run().exitCode == 0)
        #expect(fixture.world.now.performed == ["db-1", "db-2"])
        let run = try await fixture.store.find("last")
        #expect(try await fixture.store.events(of: run.id).compactMap(\.event.intent).map(\.library) == [nil, nil])
    }

    @Test func missingGrantsAreReportedBeforeTheFirstLine() async throws {
        let manifest = """
            return { libraries = {
              ["acme.roll"] = { path = "libraries/roll", grants = { "http https://a.example" } },
            } }
            """
        let roll = """
            return { name = "acme/roll", version = "1.2.0", needs = {
              ["docker.run"] = "to run", ["secret TOKEN"] = "to sign in", ["http https://a.example"] = "to tell",
            } }
            """
        let fixture = try fixture("work {} return 1", manifest: manifest, roll: roll, library: "return {}")
        let outcome = await fixture.run()
        #expect(outcome.exitCode == 4, "\(outcome)")
        let diagnostic = try #require(outcome.diagnostic)
        #expect(
            diagnostic.message == "acme/roll@1.2.0 requests 'docker.run' (to run), and moondock.lua does not grant it")
        #expect(
            diagnostic.details
                == ["acme/roll@1.2.0 requests 'secret TOKEN' (to sign in), and moondock.lua does not grant it"])
        #expect(fixture.world.now.performed.isEmpty)
        #expect(try await fixture.store.runs(limit: 1).isEmpty)
    }

    @Test func whatALibraryDoesNotRequestIsRejectedThoughGranted() async throws {
        let roll = "return { name = \"acme/roll\", version = \"1.2.0\" }"
        let fixture = try fixture(
            "require('acme.roll').run(1)", roll: roll, library: "return { run = function() launch {} end }")
        let outcome = await fixture.run()
        #expect(outcome.exitCode == 4)
        #expect(
            outcome.diagnostic?.message
                == "acme/roll@1.2.0 may not call launch: it does not request 'docker.run' in its own manifest")
    }

    @Test func aRunKeepsTheLibrariesItBeganWith() async throws {
        let fixture = try fixture("pause(1) return require('acme.roll').run(1)")
        #expect(await fixture.run().exitCode == 3)
        try Data("return { host = function() error('edited') end }".utf8)
            .write(to: fixture.project.root.appendingPathComponent("libraries/names/lib/init.lua"))
        let outcome = try await fixture.resume(approvals: .wait)
        #expect(outcome.value == "ran", "\(outcome)")
    }

    @Test func problemsInLibrariesAreFoundOnEveryPath() async throws {
        let library = """
            local M = {}
            function M.never()
              wrok { label = "x" }
            end
            return M
            """
        let outcome = try await fixture("return require('acme.roll')", library: library).run()
        #expect(outcome.exitCode == 2)
        #expect(outcome.diagnostic?.excerpt?.position.description == "acme/roll@1.2.0:lib/init.lua:3")
        #expect(outcome.diagnostic?.excerpt?.label == "did you mean 'work'?")
    }

    @Test(
        arguments: [
            ("return { libraries = { [\"a.b\"] = { path = \"nowhere\" } } }", "there is no folder", 1),
            ("return { libraries = {\n  [\"a.b\"] = { path = \"empty\" } } }", "it has no moondock.lua", 2),
            (
                "return {\n  libraries = { [\"a.b\"] = { path = \"libraries/bad\" } } }",
                "owner and a name in lower case", 1
            ),
            ("return { libraries = { [\"a.b\"] = { path = \"libraries/linked\" } } }", "a library has no links", 1),
            ("return { libraries = { [\"a.b\"] = { path = \"libraries/exporting\" } } }", "exports 'gone'", 1),
            (
                "return { libraries = { [\"moondock.none\"] = {} } }", "no library 'moondock.none' comes with Moondock",
                1
            ),
            (
                "return { libraries = { [\"a.b\"] = { path = \"libraries/names\" }, [\"c.d\"] = { path = \"libraries/copy\" } } }",
                "acme/names@0.3.0 comes from two places", 1
            ),
        ])
    func aLibraryThatCannotBeUsedIsNamed(_ manifest: String, _ message: String, _ line: Int) async throws {
        let fixture = try fixture(
            "return 1", manifest: manifest,
            more: [
                "empty/.keep": "", "libraries/bad/moondock.lua": "return { name = \"Acme\" }",
                "libraries/linked/moondock.lua": Self.names,
                "libraries/exporting/moondock.lua": "return { name = \"a/b\", exports = { \"gone\" } }",
                "libraries/copy/moondock.lua": Self.names, "libraries/copy/lib/init.lua": "return {}",
            ])
        try FileManager.default.createSymbolicLink(
            atPath: fixture.project.root.path + "/libraries/linked/lib", withDestinationPath: "/etc")
        let outcome = await fixture.run()
        #expect(outcome.exitCode == 2)
        #expect(outcome.diagnostic?.message.contains(message) == true, "\(outcome)")
        #expect(outcome.diagnostic?.excerpt?.position.line == line)
        #expect(outcome.diagnostic?.excerpt?.position.chunk.hasSuffix("moondock.lua") == true)
    }
}
