import LuaSyntax
import Testing

@testable import RecipeLibraries

@Suite struct ManifestTests {
    private func problems(_ text: String, isLibrary: Bool = false) throws -> [String] {
        let source = LuaSource(name: "moondock.lua", text: text)
        let error = try #require(throws: ManifestError.self) {
            if isLibrary { _ = try LibraryManifest(source) } else { _ = try ProjectManifest(source) }
        }
        return error.problems.map { "\(source.position(at: $0.span.start).line): \($0.message)" }
    }

    @Test func aProjectSaysWhatItUsesAndWhatIsAllowed() throws {
        let manifest = try ProjectManifest(
            LuaSource(
                name: "moondock.lua",
                text: """
                    ---@type moondock.Manifest
                    return {
                      moondock = "1.0",
                      libraries = { ["acme.slack"] = { path = "lib/slack", grants = { "secret TOKEN" } } },
                      policy = { privileged = true, mounts = { "/srv/*" }, hosts = { "*.example.com" } },
                    }
                    """))
        #expect(manifest.libraries.map(\.alias) == ["acme.slack"])
        #expect(manifest.libraries.first?.source == .path("lib/slack"))
        #expect(try manifest.libraries.first?.grants == [Grant("secret TOKEN")])
        #expect(manifest.policy.privileged && !manifest.policy.hostNetwork)
        #expect(manifest.policy.mounts == [PathPattern("/srv/*")])
    }

    @Test func theSafeChoiceIsTheDefault() throws {
        let policy = try ProjectManifest(LuaSource(name: "moondock.lua", text: "return {}")).policy
        #expect(policy == Policy())
        #expect(!policy.privileged && !policy.hostNetwork && !policy.dockerSocket && !policy.unpinnedImages)
        #expect(policy.mounts.isEmpty)
    }

    @Test(
        arguments: [
            ("return { libraries = load() }", ["1: only constants are allowed here, not a function call"]),
            (
                "return {\n  moondock = \"1.\" .. 0 }",
                ["2: only constants are allowed here, not a calculation with '..'"]
            ),
            ("local x = 1\nreturn {}", ["1: the file must be a single 'return' of a literal table"]),
            ("return 5", ["1: a manifest returns a table, not an integer"]),
            ("return { libaries = {} }", ["1: a project's manifest has no key 'libaries'"]),
            ("return { moondock = 1 }", ["1: 'moondock' must be text, not an integer"]),
            ("return { policy = { privileged = \"yes\" } }", ["1: 'privileged' must be true or false, not a string"]),
            ("return { policy = { mounts = { \"data\" } } }", ["1: 'data' is no folder of a host"]),
            ("return { libraries = { [\"a.b\"] = {} } }", ["1: library 'a.b' has no source"]),
            (
                "return { libraries = { [\"a.b\"] = { path = \"/x\" } } }",
                ["1: '/x' cannot be used: a path must not be absolute"]
            ),
            ("return { libraries = { { path = \"x\" } } }", ["1: each library has a name: [\"acme.slack\"] = { … }"]),
            (
                "return { libraries = { [\"A\"] = { path = \"x\" } } }",
                [
                    "1: 'A' cannot be required: libraries are required by words in lower case, parted by dots, such as acme.slack"
                ]
            ),
            (
                "return { libraries = { [\"a.b\"] = { path = \"x\", grants = { \"docker.*\" } } } }",
                ["1: 'docker.*' is no grant: a name must not hold '*'"]
            ),
            (
                "return { policy = { sources = { \"path lib/*\" } }, libraries = { [\"a.b\"] = { path = \"x\" } } }",
                ["1: the policy allows no library from path x"]
            ),
            (
                "return {\n  a = 1,\n  b = 2 }",
                ["2: a project's manifest has no key 'a'", "3: a project's manifest has no key 'b'"]
            ),
            ("return { policy = {}, policy = {} }", ["1: 'policy' is given twice"]),
        ])
    func aProjectsManifestIsReadAndNeverRun(_ text: String, _ expected: [String]) throws {
        #expect(try problems(text) == expected)
    }

    @Test(
        arguments: [
            (
                "return {}",
                ["1: it has no name: a library's name is an owner and a name in lower case, such as acme/slack"]
            ),
            (
                "return { name = \"acme/slack\", version = \"v1\" }",
                ["1: 'v1' is no version: versions have no 'v'; tags do"]
            ),
            (
                "return { name = \"acme/slack\", needs = { \"docker.run\" } }",
                [
                    "1: each need has a reason: [\"http https://hooks.example.com\"] = \"to post messages\""
                ]
            ),
            (
                "return { name = \"acme/slack\", needs = { [\"approval\"] = true } }",
                ["1: 'approval' must have a reason, in words"]
            ),
            (
                "return { name = \"acme/slack\", needs = { [\"*\"] = \"all\" } }",
                ["1: '*' is no grant: a name must not hold '*'"]
            ),
            (
                "return { name = \"acme/slack\", exports = { \"../x\" } }",
                [
                    "1: '../x' cannot be exported: modules are named by words in lower case, parted by dots, such as format"
                ]
            ),
            (
                "return { name = \"acme/slack\", libraries = { a = { path = \"x\", grants = {} } } }",
                ["1: library 'a' has no key 'grants'"]
            ),
            (
                "return { name = \"acme/sl\u{202E}ack\" }",
                ["1: 'name' holds a mark that turns the direction of reading"]
            ),
        ])
    func aLibrarysManifestSaysAllThatIsWrong(_ text: String, _ expected: [String]) throws {
        #expect(try problems(text, isLibrary: true) == expected)
    }

    @Test func aMisspeltKeyHasItsCandidates() throws {
        let source = LuaSource(name: "moondock.lua", text: "return { libaries = {} }")
        let error = try #require(throws: ManifestError.self) { try ProjectManifest(source) }
        #expect(error.problems.first?.candidates.contains("libraries") == true)
        #expect(error.problems.first.map { source.text(of: $0.span) } == "libaries")
    }
}
