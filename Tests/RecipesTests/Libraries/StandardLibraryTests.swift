import LuaRuntime
import LuaSyntax
import StandardLibrary
import Testing

@testable import Recipes

/// What comes with Moondock, in the sandbox in which recipes use it.
@Suite(.timeLimit(.minutes(1))) struct StandardLibraryTests {
    @Test func versionsAreOrderedAsSemVerOrdersThem() async throws {
        try await expectUnharmed(
            """
            local semver = require "moondock.semver"
            local order = { "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
              "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.9.0", "1.10.0", "2.0.0" }
            for i, one in ipairs(order) do
              for j, two in ipairs(order) do
                assert(semver.compare(one, two) == (i < j and -1 or i > j and 1 or 0), one .. " and " .. two)
              end
            end
            local shuffled = { "1.10.0", "1.0.0", "1.9.0" }
            assert(table.concat(semver.sorted(shuffled), " ") == "1.0.0 1.9.0 1.10.0", "sorted")
            assert(shuffled[1] == "1.10.0", "the list stays as it is")
            assert(semver.compare("1.0.0+a", "1.0.0+b") == 0, "build metadata does not count")
            """)
    }

    @Test func versionsAreReadAndRaised() async throws {
        try await expectUnharmed(
            """
            local semver = require "moondock.semver"
            local version = semver.parse "v1.4.2-rc.1"
            assert(version.major == 1 and version.minor == 4 and version.patch == 2 and version.prerelease == "rc.1", "parse")
            assert(math.type(version.major) == "integer", "numbers are integers")
            for _, text in ipairs { "1.2", "1.2.3.4", "01.2.3", "1.2.3-", "1.2.3+", "x" } do
              local none, reason = semver.parse(text)
              assert(none == nil and reason:find(text, 1, true), text .. " is no version, and the reason names it")
            end
            assert(semver.next("1.4.2", "major") == "2.0.0" and semver.next("1.4.2", "minor") == "1.5.0", "next")
            assert(semver.next("1.4.2-rc.1", "patch") == "1.4.3", "next of a prerelease")
            local ok, message = pcall(semver.next, "1.4.2", "middle")
            assert(not ok and message:find "'major', 'minor' or 'patch', not middle", "next says what it takes")
            """)
    }

    @Test func tablesAreWorkedWithAndNotChanged() async throws {
        try await expectUnharmed(
            """
            local tables = require "moondock.table"
            local list = { 3, 1, 2 }
            assert(tables.equal(tables.map(list, function (n) return n * 2 end), { 6, 2, 4 }), "map")
            assert(tables.equal(tables.filter(list, function (n) return n > 1 end), { 3, 2 }), "filter")
            assert(tables.equal(tables.keys { b = 1, a = 2 }, { "a", "b" }), "keys are sorted")
            assert(tables.contains(list, 2) and not tables.contains(list, 4), "contains")
            assert(tables.equal(tables.merge({ a = 1, b = 1 }, { b = 2 }), { a = 1, b = 2 }), "merge")
            assert(tables.equal(tables.chunks({ 1, 2, 3 }, 2), { { 1, 2 }, { 3 } }) and #tables.chunks({}, 2) == 0, "chunks")
            local deep = { a = { b = { 1 } } }
            local copy = tables.copy(deep)
            copy.a.b[1] = 2
            assert(deep.a.b[1] == 1 and tables.equal(copy, { a = { b = { 2 } } }), "copies are deep")
            assert(not tables.equal({ 1 }, { 1, 2 }) and not tables.equal({ a = 1 }, { a = "1" }), "equal")
            assert(tables.equal(tables.keys(require "moondock.text"), tables.keys(tables.merge(require "moondock.text"))),
              "read-only tables are tables")
            local ok, message = pcall(tables.map, "text", function () end)
            assert(not ok and message:find "map takes a table, not a string", "map says what it takes")
            assert(not pcall(tables.map, {}) and not pcall(tables.chunks, {}, 0), "what is missing is told")
            """)
    }

    @Test func everyPublicFunctionIsDocumented() {
        for (name, text) in StandardLibrary.modules {
            let chunk = Parser.parse(LuaSource(name: name, bytes: text))
            let lines = String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            #expect(chunk.isValid, "\(name)")
            var count = 0
            for (index, line) in lines.enumerated() where line.hasPrefix("function M.") {
                count += 1
                #expect(index > 0 && lines[index - 1].hasPrefix("---"), "\(name): \(line)")
            }
            #expect(count > 0, "\(name)")
        }
    }

    private func expectUnharmed(_ recipe: String) async throws {
        let ending = try await RunFixture(recipe + "\nreturn \"fine\"").run()
        #expect(ending.value == "fine", "\(ending.diagnostic?.rendered ?? "")")
    }
}
