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

    @Test(arguments: ["1.0", "1", "0.9.3", "1.0.0", "1.0.0-rc.1"])
    func aProjectForThisProgramIsRead(_ version: String) throws {
        let text = "return { moondock = \"\(version)\" }"
        #expect(try ProjectManifest(LuaSource(name: "moondock.lua", text: text)).moondock == version)
    }

    @Test(arguments: [
        ("9.9", "this takes Moondock 9.9 or later, and the program is \(ProductVersion.current)"),
        ("1.0.1", "this takes Moondock 1.0.1 or later, and the program is \(ProductVersion.current)"),
        ("soon", "'moondock' is the lowest version that works, such as \"1.0\": 'soon' is no number"),
        (">=1", "'moondock' is the lowest version that works, such as \"1.0\": '>=1' is no number"),
    ])
    func aProjectForALaterProgramIsRejected(_ version: String, _ message: String) throws {
        let source = LuaSource(name: "moondock.lua", text: "return { moondock = \"\(version)\" }")
        let error = #expect(throws: ManifestError.self) { try ProjectManifest(source) }
        #expect(error?.problems.map(\.message) == [message])
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
                "return { policy = { signed = 1, min_age = \"3 days\" } }",
                ["1: 'signed' must be true or false, not an integer", "1: '3 days' is no age"]
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

    @Test func aPolicySaysWhereLibrariesMayComeFrom() throws {
        let text = "return { policy = { sources = { \"https://git.example.com/acme/*\", \"oci ghcr.io/acme/**\" } } }"
        let policy = try ProjectManifest(LuaSource(name: "moondock.lua", text: text)).policy
        #expect(policy.allows(.git("https://git.example.com/acme/kit")))
        #expect(!policy.allows(.git("https://git.example.com/acme/kit/more")))
        #expect(!policy.allows(.git("https://git.example.org/acme/kit")))
        #expect(policy.allows(.oci("ghcr.io/acme/deep/kit")) && !policy.allows(.oci("ghcr.io/other/kit")))
        #expect(!policy.allows(.path("libraries/kit")) && policy.allows(.builtIn("moondock.text")))
        #expect(Policy().allows(.git("https://anywhere.example.com/x")))
    }

    @Test func agesAreReadWithTheirUnits() throws {
        for (text, seconds) in [("30m", 1_800), ("12h", 43_200), ("3d", 259_200), ("2w", 1_209_600)] {
            let source = LuaSource(
                name: "moondock.lua", text: "return { policy = { signed = true, min_age = \"\(text)\" } }")
            let rules = try ProjectManifest(source).policy.trust
            #expect(rules.minAge == seconds && rules.signed)
            var other = TrustRules()
            other.minAge = 100_000
            #expect(other.and(rules).minAge == max(seconds, 100_000) && other.and(rules).signed)
        }
    }

    @Test func whatAPersonTrustsIsReadAndNeverRun() throws {
        let settings = try TrustSettings(
            LuaSource(
                name: "config.lua",
                text: """
                    return {
                      signers = { ["SHA256:abc"] = "dana" }, signing_key = "~/.ssh/key", min_age = "1d",
                      cosign = { ["ghcr.io/acme/**"] = "acme.pub" },
                    }
                    """))
        #expect(settings.signers == ["SHA256:abc": "dana"] && settings.signingKey == "~/.ssh/key")
        #expect(settings.rules.minAge == 86_400 && !settings.rules.signed)
        #expect(settings.cosign.map(\.key) == ["acme.pub"])
        for text in [
            "return { signers = { dana = \"x\" } }", "return { trusted = true }", "return { cosign = { \"x\" } }",
        ] {
            #expect(throws: ManifestError.self) { try TrustSettings(LuaSource(name: "config.lua", text: text)) }
        }
    }

    @Test func reasonsCannotMoveTheCursor() {
        for (key, text) in [
            ("needs", "needs = { lock = \"to\\27[1A\\27[2Kbe alone\" }"),
            ("retracted", "retracted = { [\"1.0.0\"] = \"a\\u{202E}b\" }"),
        ] {
            let source = LuaSource(name: "moondock.lua", text: "return { name = \"a/b\", \(text) }")
            let error = #expect(throws: ManifestError.self) { try LibraryManifest(source) }
            #expect(error?.problems.first?.message.contains(" holds ") == true, "\(key)")
        }
    }

    @Test(arguments: [
        "https://github.com/acme/../evil/lib", "https://github.com/./acme", "https://github.com//acme/lib",
        "https://github.com/acme/lib?x", "https://github.com/acme%2f..%2fevil", "https://github.com/a\"b",
        "git@host:../x",
    ])
    func addressesAreWhatTheySay(_ url: String) {
        #expect(LibrarySource.fault(inURL: url) != nil)
    }
}
