import LuaSyntax
import Testing

@testable import RecipeLibraries

/// What a library gives to others, read from its sources.
@Suite struct InterfaceTests {
    private func interface(_ text: String, manifest: String = "", more: [String: String] = [:]) throws
        -> LibraryInterface
    {
        let source = LuaSource(
            name: "moondock.lua", text: "return { name = \"a/b\", version = \"1.0.0\", \(manifest) }")
        var files = ["lib/init.lua": Array(text.utf8)]
        for (path, text) in more { files[path] = Array(text.utf8) }
        return LibraryInterface(try LibraryManifest(source), files)
    }

    private func names(_ text: String) throws -> [String] {
        try interface(text).modules.flatMap { module in
            module.functions.map { "\($0.name)(\($0.signature))" }
        }
    }

    @Test(arguments: [
        ("local M = {}\nfunction M.f(a, b) end\nfunction M:g(c) end\nreturn M", ["f(a, b)", "g(c)"]),
        ("local M = {}\nM.f = function(a, ...) end\nreturn M", ["f(a, ...)"]),
        ("local function f(a) end\nlocal M = { f = f, g = function() end, n = 1 }\nreturn M", ["f(a)", "g()"]),
        ("local function f(a) end\nreturn { f = f, [\"g\"] = f }", ["f(a)", "g(a)"]),
        ("return function(x) end", ["(x)"]),
        ("local f = function(x) end\nreturn f", ["(x)"]),
        ("local M = {}\nlocal N = {}\nfunction N.f() end\nreturn M", []),
        ("local M = {}\nfunction M.a.b(x) end\nreturn (M)", ["a.b(x)"]),
        ("return", []), ("x = 1", []), ("local M = = {}", []),
    ])
    func functionsAreFound(_ text: String, _ expected: [String]) throws {
        #expect(try names(text) == expected)
    }

    @Test func commentsAreReadAsLuaCATS() throws {
        let found = try interface(
            """
            -- Says things.
            local M = {}

            ---@class say.Options : base
            ---@field text string what is said
            ---@field loud? boolean

            ---Says something,
            --- and more of it.
            ---
            ---Twice.
            ---@param options say.Options
            ---@param again? integer how often
            ---@return boolean done whether it was said
            function M.say(options, again) end

            function M.quiet() end
            return M
            """)
        let module = try #require(found.modules.first)
        #expect(module.documentation == ["Says things."])
        let say = try #require(module.functions.first { $0.name == "say" })
        #expect(say.summary == "Says something, and more of it.")
        #expect(say.annotations.map(\.kind) == ["param", "param", "return"])
        #expect(say.annotations.map(\.name) == ["options", "again", nil])
        #expect(say.annotations.map(\.isOptional) == [false, true, false])
        #expect(
            say.annotations.map(\.text) == ["say.Options", "integer how often", "boolean done whether it was said"])
        #expect(module.functions.first { $0.name == "quiet" }?.summary == nil)
        #expect(module.classes.map(\.name) == ["say.Options"])
        #expect(module.classes.first?.fields.map(\.name) == ["text", "loud"])
    }

    @Test func whatChangesDecidesTheNextVersion() throws {
        let old = try interface("local M = {}\nfunction M.a(x) end\nfunction M.b() end\nreturn M")
        func weight(_ text: String, manifest: String = "", more: [String: String] = [:]) throws -> (
            LibraryInterface.Change?
        ) {
            try interface(text, manifest: manifest, more: more).changes(since: old).first
        }
        let same = "function M.a(x) end\nfunction M.b() end\n"
        func module(_ functions: String) -> String { "local M = {}\n\(functions)return M" }
        #expect(try weight(module(same)) == nil)
        #expect(try weight(module("function M.a(x) return 1 end\nfunction M.b() end\n")) == nil)
        #expect(try weight(module(same + "function M.c() end\n"))?.description == "function added: c")
        #expect(try weight(module("function M.a(x) end\n"))?.description == "function removed: b")
        #expect(try weight(module("function M.a(x) end\n"))?.weight == .major)
        #expect(try weight(module("function M.a(y) end\nfunction M.b() end\n"))?.weight == .major)
        #expect(try weight(module("function M.a(x, y) end\nfunction M.b() end\n"))?.weight == .major)
        #expect(
            try weight(module("---A.\n---@param y? string\nfunction M.a(x, y) end\nfunction M.b() end\n"))?.weight
                == .minor)
        #expect(try weight(module("function M.a(x, ...) end\nfunction M.b() end\n"))?.weight == .minor)
        #expect(try weight(module(same), manifest: "needs = { lock = \"x\" }")?.description == "requests more: lock")
        #expect(try weight(module(same), more: ["recipes/go.lua": ""])?.description == "recipe added: go")
        let more = try interface(
            module(same), manifest: "exports = { \"init\", \"more\" }", more: ["lib/more.lua": "return {}"])
        #expect(more.changes(since: old).map(\.description) == ["module added: more"])
        #expect(old.changes(since: more).map(\.description) == ["module removed: more"])
    }

    @Test func theNextVersionFollowsSemVer() {
        let version = LibraryVersion(1, 4, 2)
        #expect(version.next(for: .major) == LibraryVersion(2, 0, 0))
        #expect(version.next(for: .minor) == LibraryVersion(1, 5, 0))
        #expect(version.next(for: .patch) == LibraryVersion(1, 4, 3))
        #expect(LibraryVersion(0, 4, 2).next(for: .major) == LibraryVersion(0, 4, 3))
    }
}
