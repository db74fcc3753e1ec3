import LuaSyntax
import RandomTestSupport
import RecipeLibraries
import Testing

/// Manifests and locks: people, merges and other libraries' authors write them.
@Suite struct ManifestFuzzTests {
    private static let manifests = [
        """
        return {
          moondock = "0.2",
          libraries = {
            ["acme.slack"] = { git = "https://git.example.com/acme/slack", version = "1.4.2",
                               grants = { "http https://hooks.slack.com", "secret SLACK_TOKEN" } }, -- why
            ["shop.naming"] = { path = "libraries/naming" }; ["x.y"] = { oci = "r.example/x/y", version = "2.0.0" },
          },
          policy = { mounts = { "/srv/uploads" }, privileged = false, hosts = {}, min_age = "3d", sources = { "git **" } },
        }
        """,
        """
        return {
          name = "shop/smoke", version = "0.2.0-rc.1", exports = { "init", "a.b" }, retracts = { ["0.1.0"] = "broken" },
          needs = { ["http http://127.0.0.11:8080"] = "to ask", ["approval"] = [[to have
          a person look]], ["run_command git env:A"] = 'x\\n\\x41\\u{20AC}' },
          libraries = { ["acme.slack"] = { git = "https://g.example/a/b", version = "1.0.0" } },
        }
        """,
        "return { replace = { [\"acme.slack\"] = \"../slack\" } }", "-- nothing\nreturn {}",
    ].map { Array($0.utf8) }
    private static let words = [
        "grants", "[\"", "\"] = ", "{ }", "--[[", "]]", "nil", "1e999", "\\u{7FFFFFFF}", "return", "path = \"/\"",
        "../",
        "version = \"1.0\"", "function() end", "0x", "..", "policy = true,",
    ]

    /// What libraries are, wherever they stand.
    private func said(_ libraries: [Dependency]?) -> [String]? {
        libraries?.map { "\($0.alias) \($0.source) \(String(describing: $0.version)) \($0.grants)" }
    }

    @Test func manifestsAreReadOrRejectedWithALine() {
        Fuzzing.run("manifests", rounds: 8_000, seeds: Self.manifests, words: Self.words) { input, mutation in
            let source = LuaSource(name: "moondock.lua", bytes: input)
            var taken = false
            do {
                let manifest = try ProjectManifest(source)
                taken = true
                _ = try? LocalManifest(LuaSource(name: "x", bytes: mutation.next(of: Self.manifests)), of: manifest)
                // What is added to it can be read again, beside what was there.
                if let added = try? ManifestEditor(source).adding("new.one", "{ path = \"libraries/new\" }") {
                    let again = try? ProjectManifest(added)
                    #expect(
                        again?.libraries.count == manifest.libraries.count + 1,
                        "\(String(decoding: input, as: UTF8.self).debugDescription)")
                    #expect(again?.policy == manifest.policy)
                    if let removed = try? ManifestEditor(added).removing("new.one") {
                        #expect(
                            said((try? ProjectManifest(removed))?.libraries) == said(manifest.libraries),
                            "\(String(decoding: input, as: UTF8.self).debugDescription)")
                    }
                }
            } catch {
                #expect(!"\(error)".isEmpty)
            }
            if (try? LibraryManifest(source)) != nil { taken = true }
            return taken
        }
    }

    @Test func locksAreReadOrRejected() throws {
        let entry = """
            {"source":"git https://g.example/a","version":"1.4.2","tag":"v1.4.2","commit":"\(String(repeating: "a", count: 40))",
            "tree":"\(TreeHash(of: [:]))","needs":["http https://x.example"],"first_seen":"2026-01-01","retracted":null}
            """
        let seeds = [
            "{\"lock\":1,\"libraries\":{\"acme/slack@1.4.2\":\(entry)}}", "{\"lock\":1,\"libraries\":{}}",
            "{\n\"lock\" : 1,\n<<<<<<< ours\n\"libraries\": {}\n}",
        ].map { Array($0.utf8) }
        try Fuzzing.run("locks", rounds: 5_000, seeds: seeds, words: ["null", "../", "\"lock\":2", "@", "<<<<<<<"]) {
            input, _ in
            guard let lock = try? Lockfile(input) else { return false }
            let again = try Lockfile(try lock.encoded())
            #expect(again == lock)
            // Ids name folders.
            #expect(lock.libraries.keys.allSatisfy { !$0.contains("..") && !$0.hasPrefix("/") && !$0.utf8.contains(0) })
            return true
        }
    }

    @Test func grantsSayWhatTheyAre() throws {
        let seeds = [
            "http https://hooks.example.com:8443", "docker.run web-*", "files.read templates/**", "secret A_B",
            "run_command git sha256:\(String(repeating: "0", count: 64)) env:A", "docker.push ghcr.io/acme/**",
            "approval",
            "docker.build .", "db.backup shop", "through acme.kit", "http http://[::1]:80",
        ].map { Array($0.utf8) }
        try Fuzzing.run("grants", rounds: 20_000, seeds: seeds, words: ["**", "*", " env:", "sha256:", "../", " "]) {
            input, _ in
            let text = String(decoding: input, as: UTF8.self)
            guard let grant = try? Grant(text) else { return false }
            let again = try Grant(grant.description)
            #expect(again == grant, "\(text.debugDescription)")
            #expect(grant.overlaps(grant))
            if let argument = grant.argument, grant.name != .runCommand {
                let isPath = [.filesRead, .filesWrite, .dockerBuild].contains(grant.name)
                #expect(!isPath || !argument.split(separator: "/").contains(".."), "\(text.debugDescription)")
                #expect(grant.allows(argument), "\(text.debugDescription)")
            }
            #expect(grant.description.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
            return true
        }
    }
}
