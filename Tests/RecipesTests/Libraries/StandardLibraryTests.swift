import LuaSyntax
import LuaValues
import RecipeLibraries
import StandardLibrary
import Testing

@testable import Recipes

/// What comes with Moondock, in the sandbox in which recipes use it.
@Suite(.timeLimit(.minutes(10))) struct StandardLibraryTests {
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
            assert(not pcall(tables.map, {}) and not pcall(tables.chunks, {}, 0), "what is missing is reported")
            """)
    }

    @Test func timesAreReadAndWritten() async throws {
        try await expectUnharmed(
            """
            local time = require "moondock.time"
            for text, seconds in pairs { ["90s"] = 90, ["1h30m"] = 5400, ["2d"] = 172800, ["250ms"] = 0.25, ["1h 2m"] = 3720, ["1.5h"] = 5400 } do
              assert(time.seconds(text) == seconds, text)
            end
            for _, text in ipairs { "", "1", "h", "1x", "1 h", "-1s", " " } do
              local none, reason = time.seconds(text)
              assert(none == nil and reason:find("is no duration", 1, true), text)
            end
            assert(time.text(5400) == "1h30m" and time.text(0) == "0s" and time.text(0.25) == "250ms", "text")
            assert(time.text(-61) == "-1m1s" and time.text(172800) == "2d", "text of more")
            local known = {
              ["1970-01-01T00:00:00Z"] = 0, ["2000-02-29T12:00:00Z"] = 951825600, ["2026-02-11T09:30:00Z"] = 1770802200,
              ["1900-03-01T00:00:00Z"] = -2203891200, ["2100-02-28T23:59:59Z"] = 4107542399, ["1969-12-31T23:59:59Z"] = -1,
            }
            for text, epoch in pairs(known) do
              assert(time.iso(epoch) == text, text .. " is not " .. time.iso(epoch))
              assert(time.epoch(text) == epoch, text)
            end
            for epoch = -40000000000, 40000000000, 86399 * 4321 do assert(time.epoch(time.iso(epoch)) == epoch, epoch) end
            assert(time.epoch "2026-02-11" == 1770768000, "a date alone")
            for _, text in ipairs { "2026-02-29", "2026-13-01", "2026-00-01", "2026-01-32", "2026-1-1", "2026-01-01T24:00:00Z",
              "2026-01-01 00:00:00", "2026-01-01T00:00:00" } do
              local none, reason = time.epoch(text)
              assert(none == nil and reason:find("is no date", 1, true), text)
            end
            assert(not pcall(time.iso, "x") and not pcall(time.seconds, 1), "what is missing is reported")
            """)
    }

    @Test func aWebhookIsSentByWhatTheRecipeHandsOver() async throws {
        try await expectUnharmed(
            """
            local webhook = require "moondock.webhook"
            local sent
            local answer = webhook.post {
              send = function(options) sent = options return { status = 204 } end,
              url = "https://ci.example.com/hooks", event = "release.finished", data = { version = "1.2.3" },
            }
            assert(answer.status == 204 and sent[1] == "https://ci.example.com/hooks" and sent.method == "POST", "sent")
            assert(sent.json.event == "release.finished" and sent.json.data.version == "1.2.3", "the event")
            assert(sent.idempotency_key == true and sent.retries == 3, "it can be repeated")
            local ok, message = pcall(webhook.post, { url = "https://x", event = "x" })
            assert(not ok and message:find("send = http_request", 1, true), "what is missing is reported")
            ok, message = pcall(webhook.post, { send = print, url = 1, event = "x" })
            assert(not ok and message:find("'url' must be text", 1, true), "what is wrong is reported")
            """)
    }

    @Test func aMessageToSlackIsWhatItsInterfaceTakes() async throws {
        let source = String(
            decoding: try #require(StandardLibrary.libraries["moondock.slack"]?["lib/init.lua"]), as: UTF8.self)
        // The library's own code, with something else in the place of the primitive: nobody has a Slack to test with.
        try await expectUnharmed(
            """
            local sent, reply
            local http_request = function(options) sent = options return reply end
            local slack = (function() \(source) end)()
            reply = { json = { ok = true, ts = "1770.1" } }
            assert(slack.post { token = "t", channel = "#releases", text = "Released" } == "1770.1", "the answer names it")
            assert(sent[1] == "https://slack.com/api/chat.postMessage" and sent.bearer == "t", "where and by whom")
            assert(sent.json.channel == "#releases" and sent.json.text == "Released", "what")
            reply = { json = { ok = false, error = "channel_not_found" } }
            local ok, message = pcall(slack.post, { token = "t", channel = "#gone", text = "x" })
            assert(not ok and message:find("Slack refused the message: channel_not_found", 1, true), "rejections are errors")
            ok, message = pcall(slack.post, { channel = "#releases", text = "x" })
            assert(not ok and message:find("'token' is missing", 1, true), "what is missing is reported")
            """)
    }

    @Test(arguments: StandardLibraries.names) func eachIsALibraryLikeAllOthers(_ name: String) throws {
        let files = try LibraryTree(files: try #require(StandardLibrary.libraries[name])).files
        let source = LuaSource(name: name, bytes: try #require(files["moondock.lua"]))
        let manifest = try LibraryManifest(source)
        #expect(manifest.name == name.replacing(".", with: "/"))
        #expect(manifest.summary != nil && manifest.version >= LibraryVersion(1, 0, 0))
        let interface = LibraryInterface(manifest, files)
        #expect(interface.modules.map(\.module) == manifest.exports)
        for function in interface.modules.flatMap(\.functions) {
            #expect(function.summary?.hasSuffix(".") == true, "\(name).\(function.name): \(function.summary ?? "")")
            let described = function.annotations.filter { $0.kind == "param" }.compactMap(\.name)
            #expect(described == function.parameters, "\(name).\(function.name)")
        }
        #expect(interface.modules.contains { !$0.functions.isEmpty })
    }

    private func expectUnharmed(_ recipe: String) async throws {
        let outcome = try await RunFixture(recipe + "\nreturn \"fine\"").run()
        #expect(outcome.value == "fine", "\(outcome.diagnostic?.rendered ?? "")")
    }
}
