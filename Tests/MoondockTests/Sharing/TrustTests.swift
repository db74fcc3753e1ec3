import DockerEngineTestSupport
import Foundation
import Testing

/// Who signs releases, how old they are, and where what is trusted is written down.
@Suite(.timeLimit(.minutes(20))) struct TrustTests {
    private func configure(_ shop: Workshop, _ text: String) throws {
        try shop.directory.write("home/config/moondock/config.lua", text)
    }

    private func fingerprint(_ shop: Workshop) throws -> String {
        try #require(try shop.read("moondock.lock").firstMatch(of: #/SHA256:[^"]+/#)).0.description
    }

    @Test func anotherSignerNeedsConfirmation() async throws {
        try await Workshop.with { shop in
            #expect(try await shop.publish().code == 0)
            try await shop.ok("add", shop.remote, "--yes")
            let first = try fingerprint(shop)
            try await shop.makeKey("thief")
            try await shop.commit("1.0.1", greeting: "hi")
            #expect(try await shop.publish("--key", shop.directory.appending("thief")).code == 0)

            try await shop.moondock(["update"]).expect("who is new")
            let refused = try await shop.moondock(["update", "--yes"])
            #expect(refused.code == 4, "\(refused)")
            #expect(refused.errors.contains("acme/kit@1.0.1 is signed by somebody else than before"), "\(refused)")
            #expect(refused.errors.contains("before  ED25519 \(first)"), "\(refused)")
            #expect(try await shop.greeting() == "hello shop")
            // By hand it is the same.
            try shop.directory.write(
                "shop/moondock.lua",
                "return { libraries = { [\"acme.kit\"] = { git = \"\(shop.remote)\", version = \"1.0.1\" } } }\n")
            let fetched = try await shop.moondock(["fetch", "--yes"])
            #expect(fetched.code == 4, "\(fetched)")
            try await shop.ok("update", "acme.kit", "--accept-signer", "--yes")
            #expect(try await shop.greeting() == "hi shop")
            #expect(try fingerprint(shop) != first)
        }
    }

    @Test func aSignerThePersonKnowsNeedsNone() async throws {
        try await Workshop.with { shop in
            try await shop.makeKey("other")
            #expect(try await shop.publish("--key", shop.directory.appending("other")).code == 0)
            try await shop.ok("add", shop.remote, "--yes")
            try await shop.commit("1.0.1", greeting: "hi")
            #expect(try await shop.publish().code == 0)
            let key = try await Program.run(
                "ssh-keygen", ["-l", "-f", shop.key + ".pub"], in: shop.shop, environment: [:]
            ) { _ in }.outcome.output.split(separator: " ")[1]
            try configure(shop, "return { signers = { [\"\(key)\"] = \"dana@acme\" } }\n")
            let updated = try await shop.ok("update", "--yes")
            #expect(updated.output.contains("signed by dana@acme, who is new"), "\(updated)")
            #expect(try await shop.greeting() == "hi shop")
        }
    }

    @Test func whatIsNotSignedIsRejectedWhereThePolicyOrThePersonDemandsIt() async throws {
        try await Workshop.with { shop in
            let unsigned = try await shop.moondock(["publish", "--folder", shop.author, "--unsigned", "--yes"])
            #expect(unsigned.code == 0, "\(unsigned)")
            for (manifest, person) in [
                ("return { policy = { signed = true } }\n", "return {}\n"),
                ("return {}\n", "return { signed = true }\n"),
            ] {
                try shop.directory.write("shop/moondock.lua", manifest)
                try configure(shop, person)
                let refused = try await shop.moondock(["add", shop.remote, "--yes"])
                #expect(refused.code == 4, "\(refused)")
                #expect(refused.errors.contains("acme/kit@1.0.0 is not signed, and only signed releases are taken"))
                #expect(try shop.read("moondock.lua") == manifest)
            }
            try configure(shop, "return {}\n")
            try shop.directory.write("shop/moondock.lua", "return {\n}\n")
            try await shop.ok("add", shop.remote, "--yes").expect("not signed")
            // Stricter than it was when the library was fetched.
            try shop.directory.write(
                "shop/moondock.lua",
                try shop.read("moondock.lua").replacing("\n}\n", with: "\n  policy = { signed = true },\n}\n"))
            for command in [["fetch", "--yes"], ["run", "main.lua"]] {
                let refused = try await shop.moondock(command)
                #expect(refused.code == 4, "\(refused)")
                refused.expect(errors: "acme/kit@1.0.0 is not signed")
            }
        }
    }

    @Test func aSignatureOfSomethingElseIsWorseThanNone() async throws {
        try await Workshop.with { shop in
            #expect(try await shop.publish().code == 0)
            // The tag's message, and so the signature, of 1.0.0 on other files.
            try await shop.commit("1.0.1", greeting: "hi")
            try await shop.tool(
                "bash", "-c",
                "cd '\(shop.author)' && git tag -l --format='%(contents)' v1.0.0 | git tag -a -F - v1.0.1 && git push -q origin v1.0.1"
            )
            let refused = try await shop.moondock(["add", shop.remote, "--version", "1.0.1", "--yes"])
            #expect(refused.code == 4, "\(refused)")
            #expect(refused.errors.contains("v1.0.1 is not one of these files"), "\(refused)")
        }
    }

    @Test func aReleaseThatIsTooYoungIsSkipped() async throws {
        try await Workshop.with { shop in
            let old = ["GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z"]
            #expect(try await shop.publish(environment: old).code == 0)
            try await shop.commit("1.1.0", greeting: "hi")
            #expect(try await shop.publish().code == 0)
            try shop.directory.write("shop/moondock.lua", "return { policy = { min_age = \"3d\" } }\n")
            let added = try await shop.ok("add", shop.remote, "--yes")
            #expect(added.output.contains("1.1.0 is skipped: it is too young"), "\(added)")
            #expect(try await shop.greeting() == "hello shop")
            let offered = try await shop.ok("update", "--yes")
            #expect(offered.output.contains("1.1.0 is skipped: published less than a minute ago"), "\(offered)")
            let byHand = try shop.read("moondock.lua").replacing("version = \"1.0.0\"", with: "version = \"1.1.0\"")
            try shop.directory.write("shop/moondock.lua", byHand)
            let refused = try await shop.moondock(["fetch", "--yes"])
            #expect(refused.code == 4, "\(refused)")
            #expect(refused.errors.contains("releases are taken when they are 3 days old"), "\(refused)")
            try await shop.ok("fetch", "--now", "--yes")
            #expect(try await shop.greeting() == "hi shop")
        }
    }

    /// What a person agreed to is what is taken.
    @Test func aRegistryThatAnswersTwiceDifferentlyIsFoundOut() async throws {
        try await RegistryFixture.with { registry in
            try await Workshop.with { shop in
                var artifacts: [[UInt8]] = []
                var contents: [String: [UInt8]] = [:]
                for (name, greeting) in [("good", "hello"), ("evil", "give me your secrets,")] {
                    try await shop.commit("1.0.0", greeting: greeting)
                    let published = try await shop.publish("--local", "--oci", "\(registry.address)/acme/\(name)")
                    #expect(published.code == 0, "\(published)")
                    try await shop.tool("git", "-C", shop.author, "tag", "-d", "v1.0.0")
                    let place = "http://\(registry.address)/v2/acme/\(name)"
                    func get(_ path: String) async throws -> [UInt8] {
                        let file = shop.directory.appending("got")
                        try await shop.tool(
                            "curl", "-sS", "-f", "-H", "Accept: application/vnd.oci.image.manifest.v1+json", "-o", file,
                            "\(place)/\(path)")
                        return Array(try Data(contentsOf: URL(fileURLWithPath: file)))
                    }
                    let manifest = try await get("manifests/1.0.0")
                    artifacts.append(manifest)
                    for match in String(decoding: manifest, as: UTF8.self).matches(of: #/sha256:[0-9a-f]{64}/#) {
                        contents[String(match.0)] = try await get("blobs/\(match.0)")
                    }
                }
                let (manifests, blobs) = (artifacts, contents)
                let asked = Counter()
                let server = try ScriptedServer { request, _ in
                    if request.line.contains("/tags/list") {
                        return ScriptedServer.Answer(body: #"{"tags":["1.0.0"]}"#)
                    }
                    if request.line.contains("/manifests/") {
                        // Harmless as long as somebody only looks.
                        return ScriptedServer.Answer(bytes: manifests[asked.next() == 1 ? 0 : 1])
                    }
                    let digest = request.line.split(separator: "/").last.map(String.init) ?? ""
                    return ScriptedServer.Answer(bytes: blobs[digest] ?? [])
                }
                let added = try await shop.moondock([
                    "add", "\(server.address)/acme/kit", "--version", "1.0.0", "--yes",
                ])
                #expect(added.code == 4, "\(added)")
                added.expect(errors: "answered twice with different files; nothing was changed")
                #expect(try shop.read("moondock.lua") == "return {\n}\n")
            }
        }
    }

    /// Debian has no cosign: a stand-in of the same name says what it was asked, and answers as it is told.
    @Test func cosignIsAskedWhereThePersonSaysSo() async throws {
        try await RegistryFixture.with { registry in
            try await Workshop.with { shop in
                let name = "\(registry.address)/acme/kit"
                try shop.directory.write(
                    "bin/cosign",
                    """
                    #!/bin/sh
                    echo "$@" >>'\(shop.directory.path)/asked'
                    test -e '\(shop.directory.path)/good' || { echo "no matching signatures" >&2; exit 1; }

                    """)
                try await shop.tool("chmod", "755", shop.directory.appending("bin/cosign"))
                let path = ["PATH": shop.directory.appending("bin") + ":/usr/local/bin:/usr/bin:/bin"]
                try shop.directory.write("good", "")
                let published = try await shop.publish(
                    "--oci", name, "--cosign-key", "/keys/cosign.key", environment: path)
                #expect(published.code == 0, "\(published)")
                let digest = try #require(published.output.firstMatch(of: #/sha256:[0-9a-f]{64}/#)).0
                try configure(
                    shop, "return { cosign = { [\"\(registry.address)/acme/**\"] = \"/keys/cosign.pub\" } }\n")
                #expect(try await shop.moondock(["add", name, "--yes"], environment: path).code == 0)
                let asked = try String(contentsOfFile: shop.directory.appending("asked"), encoding: .utf8)
                #expect(
                    asked == """
                        sign --yes --key /keys/cosign.key \(name)@\(digest)
                        verify --key /keys/cosign.pub \(name)@\(digest)

                        """)
                try FileManager.default.removeItem(atPath: shop.directory.appending("good"))
                let bad = try await shop.moondock(["fetch", "--yes"], cache: "other", environment: path)
                #expect(bad.code == 4, "\(bad)")
                bad.expect(errors: "is not signed by /keys/cosign.pub: no matching signatures")
                let none = try await shop.moondock(["fetch", "--yes"], cache: "other")
                #expect(none.code == 4, "\(none)")
                none.expect(errors: "cosign is not installed, and your configuration requests its signatures")
            }
        }
    }

    @Test func nothingSharedCanMakeItselfTrusted() async throws {
        try await Workshop.with { shop in
            for (name, text) in [
                ("signers", "return { signers = {} }"), ("signing_key", "return { policy = { signers = {} } }"),
            ] {
                try shop.directory.write("shop/moondock.lua", text + "\n")
                let refused = try await shop.moondock(["fetch", "--yes"])
                #expect(refused.code == 2 && refused.errors.contains("has no key 'signers'"), "\(name): \(refused)")
            }
            try configure(shop, "return {\n  signed = os.getenv(\"X\"),\n  signers = { dana = true },\n}\n")
            try shop.directory.write("shop/moondock.lua", "return {}\n")
            let wrong = try await shop.moondock(["fetch", "--yes"])
            #expect(wrong.code == 2 && wrong.errors.contains("config.lua:2"), "\(wrong)")
        }
    }
}
