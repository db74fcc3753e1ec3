import LuaSyntax
import Testing

@testable import RecipeLibraries

@Suite struct ManifestEditorTests {
    private static let entry = "{ path = \"new\" }"

    private func added(_ text: String) throws -> String {
        let source = LuaSource(name: "moondock.lua", text: text)
        return String(decoding: try ManifestEditor(source).adding("a.new", Self.entry).bytes, as: UTF8.self)
    }

    @Test(
        arguments: [
            ("return {}", "return { libraries = { [\"a.new\"] = { path = \"new\" }, },}"),
            (
                "return {\n  moondock = \"1.0\", -- the engine\n}\n",
                "return {\n  libraries = {\n    [\"a.new\"] = { path = \"new\" },\n  },\n  moondock = \"1.0\", -- the engine\n}\n"
            ),
            ("return { libraries = {} }", "return { libraries = { [\"a.new\"] = { path = \"new\" },} }"),
            (
                "return {\n\tlibraries = {\n\t\t-- ours\n\t\t[\"b\"] = { path = \"b\" } -- last\n\t},\n}",
                "return {\n\tlibraries = {\n\t\t[\"a.new\"] = { path = \"new\" },\n\t\t-- ours\n\t\t[\"b\"] = { path = \"b\" } -- last\n\t},\n}"
            ),
            (
                "return { libraries = { -- ours\n  b = { path = \"b\" } } }",
                "return { libraries = { [\"a.new\"] = { path = \"new\" }, -- ours\n  b = { path = \"b\" } } }"
            ),
        ])
    func aLibraryIsAddedAndNothingElseChanges(_ before: String, _ after: String) throws {
        #expect(try added(before) == after)
    }

    @Test func whateverTheManifestTheEditedOneSaysTheSameAndOneMore() throws {
        var random = SystemRandomNumberGenerator()
        let spaces = ["", " ", "\n", "\n  ", " -- note\n", "\t", " --[[ x ]] "]
        for _ in 0..<500 {
            func space() -> String { spaces.randomElement(using: &random) ?? "" }
            let names = ["b", "c.d", "e"].shuffled().prefix(Int.random(in: 0...3, using: &random))
            let entries = names.map { "\(space())[\"\($0)\"]\(space())=\(space()){ path = \"\($0)\" }\(space())" }
            var parts = ["moondock\(space())=\(space())\"1.0\"\(space())", "policy\(space())=\(space()){}"].shuffled()
            if Bool.random(using: &random) {
                let comma = entries.isEmpty ? "" : [",", ""].randomElement(using: &random) ?? ""
                parts.append("libraries\(space())=\(space()){\(entries.joined(separator: ","))\(comma)\(space())}")
            }
            let text =
                "\(space())return \(space()){\(space())\(parts.shuffled().joined(separator: ","))\(space())}\(space())"
            let before = try ProjectManifest(LuaSource(name: "m", text: text))
            let edited = try added(text)
            let after = try ProjectManifest(LuaSource(name: "m", text: edited))
            #expect(after.libraries.first?.alias == "a.new", "\(text)")
            #expect(after.libraries.dropFirst().map(\.alias) == before.libraries.map(\.alias), "\(text)")
            #expect(after.policy == before.policy && after.moondock == before.moondock)
            // What was there is there, in one piece before and one piece after.
            let common = zip(text.utf8, edited.utf8).prefix { $0 == $1 }.count
            #expect(edited.utf8.suffix(text.utf8.count - common).elementsEqual(text.utf8.dropFirst(common)), "\(text)")
        }
    }

    @Test func aNameIsGivenOnce() throws {
        let error = try #require(throws: ManifestError.self) {
            try added("return { libraries = { [\"a.new\"] = { path = \"x\" } } }")
        }
        #expect(error.problems.map(\.message) == ["there is a library 'a.new' already"])
        #expect(throws: ManifestError.self) { try added("return nothing()") }
    }

    private static let project = """
        -- Ours.
        return {
          libraries = {
            -- says things
            ["acme.slack"] = { git = "https://git.example.com/acme/slack", version = "1.0.0" }, -- for releases
            ["acme.kit"] = {
              oci = "ghcr.io/acme/kit",   -- the kit
              version = '2.1.0',
              grants = { "approval" },
            },
            ["shop.naming"] = { path = "naming" }
          },
        }

        """

    private func edit(_ body: (ManifestEditor) throws -> LuaSource) rethrows -> String {
        let source = LuaSource(name: "moondock.lua", text: Self.project)
        return String(decoding: try body(ManifestEditor(source)).bytes, as: UTF8.self)
    }

    @Test func aVersionIsRaisedAndGrantsAreAddedInPlace() throws {
        let raised = try edit {
            try $0.updating("acme.kit", version: LibraryVersion(2, 2, 0), granting: [Grant("lock")])
        }
        #expect(
            raised
                == Self.project.replacing("'2.1.0'", with: "\"2.2.0\"")
                .replacing("{ \"approval\" }", with: "{ \"lock\", \"approval\" }"))
        let granted = try edit {
            try $0.updating("acme.slack", version: nil, granting: [Grant("http https://slack.com")])
        }
        #expect(
            granted
                == Self.project.replacing(
                    "version = \"1.0.0\" }", with: "version = \"1.0.0\", grants = { \"http https://slack.com\" } }"))
        #expect(try edit { try $0.updating("nobody", version: LibraryVersion(1, 0, 0), granting: []) } == Self.project)
    }

    @Test func aLibraryIsRemovedWithTheRestOfItsLine() throws {
        let lines = Self.project.split(separator: "\n", omittingEmptySubsequences: false)
        func without(_ range: Range<Int>) -> String {
            (lines[..<range.lowerBound] + lines[range.upperBound...]).joined(separator: "\n")
        }
        #expect(try edit { try $0.removing("acme.slack") } == without(4..<5))
        #expect(try edit { try $0.removing("acme.kit") } == without(5..<10))
        #expect(try edit { try $0.removing("shop.naming") } == without(10..<11))
        #expect(try edit { try $0.removing("nobody") } == Self.project)
    }

    @Test(arguments: [
        (
            "return { libraries = { a = { path = \"a\" }, b = { path = \"b\" } } }", "a",
            "return { libraries = { b = { path = \"b\" } } }"
        ),
        (
            "return { libraries = { a = { path = \"a\" }, b = { path = \"b\" } } }", "b",
            "return { libraries = { a = { path = \"a\" }, } }"
        ),
        ("return { libraries = { [\"a\"] = { path = \"a\" } } }", "a", "return { libraries = { } }"),
        (
            "return {\r\n  libraries = {\r\n    a = { path = \"a\" },\r\n  },\r\n}", "a",
            "return {\r\n  libraries = {\r\n  },\r\n}"
        ),
        (
            "return {\r  libraries = {\r    a = { path = \"a\" },\r    b = { path = \"b\" },\r  },\r}", "a",
            "return {\r  libraries = {\r    b = { path = \"b\" },\r  },\r}"
        ),
        (
            "return { libraries = {\n  a = { path = \"a\" }, --[[ one\n  two ]]\n  b = { path = \"b\" } } }", "a",
            "return { libraries = {\n   --[[ one\n  two ]]\n  b = { path = \"b\" } } }"
        ),
        (
            "return { libraries = {\n  a = { path = \"a\" }, -- [[ one\n  b = { path = \"b\" } } }", "a",
            "return { libraries = {\n  b = { path = \"b\" } } }"
        ),
        (
            "return { libraries = { a = { path = \"a\" } --[==[ , ]] ]==] -- ,\n , b = { path = \"b\" } } }", "a",
            "return { libraries = { --[==[ , ]] ]==] -- ,\n  b = { path = \"b\" } } }"
        ),
    ])
    func removingFromALineLeavesAManifest(_ before: String, _ name: String, _ after: String) throws {
        let edited = try ManifestEditor(LuaSource(name: "moondock.lua", text: before)).removing(name)
        #expect(String(decoding: edited.bytes, as: UTF8.self) == after)
        let left = try ProjectManifest(edited).libraries.map(\.alias)
        #expect(
            left
                == (try ProjectManifest(LuaSource(name: "", text: before)).libraries.map(\.alias).filter { $0 != name })
        )
    }
}
