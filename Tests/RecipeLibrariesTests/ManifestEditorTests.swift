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
}
