import DockerEngineTestSupport
import Foundation
import Testing

/// What can be wrong with libraries: each with file, line, reason and what to do.
@Suite(.timeLimit(.minutes(20))) struct BadLibraryTests {
    /// Fetches, which must fail, and leaves nothing behind.
    private func refused(
        _ shop: Workshop, _ manifest: String, code: Int, saying words: String..., cache: String = "cache",
        location: SourceLocation = #_sourceLocation
    ) async throws {
        try shop.directory.write("shop/moondock.lua", manifest)
        let outcome = try await shop.moondock(["fetch", "--yes"], cache: cache)
        #expect(outcome.code == code, "\(outcome)", sourceLocation: location)
        for word in words + ["= help: "] {
            #expect(outcome.errors.contains(word), "no '\(word)' in \(outcome)", sourceLocation: location)
        }
        #expect(!FileManager.default.fileExists(atPath: shop.shop + "/moondock.lock"), sourceLocation: location)
        #expect(kept(shop, cache).isEmpty, sourceLocation: location)
    }

    private func kept(_ shop: Workshop, _ cache: String) -> [String] {
        let folder = shop.directory.appending("\(cache)/moondock/tree")
        return (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    private func manifest(_ entry: String) -> String {
        "return {\n  libraries = {\n    [\"acme.kit\"] = \(entry),\n  },\n}\n"
    }

    @Test func manifestsThatAreWrong() async throws {
        try await Workshop.with { shop in
            try await refused(
                shop, manifest("{ git = os.getenv(\"URL\"), version = \"1.0.0\" }"), code: 2,
                saying: "moondock.lua:3:28", "a function call", "it is read and never run")
            try await refused(
                shop, manifest("{ git = \"\(shop.remote)\", verison = \"1.0.0\" }"), code: 2,
                saying: "moondock.lua:3", "has no key 'verison'", "did you mean 'version'?")
            try await refused(
                shop, manifest("{ git = \"\(shop.remote)\", version = \"v1\" }"), code: 2,
                saying: "moondock.lua:3", "'v1' is no version: versions have no 'v'; tags do")
            try await refused(
                shop, manifest("{ git = \"\(shop.remote)\", oci = \"ghcr.io/acme/kit\", version = \"1.0.0\" }"),
                code: 2,
                saying: "moondock.lua:3", "has two sources, git and oci", "keep one of them")
            try await refused(
                shop, manifest("{ oci = \"ghcr.io/Acme/kit:1.0.0\", version = \"1.0.0\" }"), code: 2,
                saying: "moondock.lua:3", "cannot be used")
            try await refused(
                shop,
                manifest("{ git = \"\(shop.remote)\", version = \"1.0.0\" },\n    [\"acme.kit\"] = { path = \"kit\" }"),
                code: 2,
                saying: "moondock.lua:4", "acme.kit")
        }
    }

    @Test func sourcesThatDoNotAnswer() async throws {
        try await Workshop.with { shop in
            try await refused(
                shop, manifest("{ git = \"file:///nowhere/kit\", version = \"1.0.0\" }"), code: 1,
                saying: "moondock.lua:3:6", "file:///nowhere/kit cannot be fetched",
                "git ls-remote --tags file:///nowhere/kit")
            try await refused(
                shop, manifest("{ git = \"\(shop.remote)\", version = \"7.0.0\" }"), code: 2,
                saying: "moondock.lua:3:6", "has no tag v7.0.0", "name a version that was released")
            try await refused(
                shop, manifest("{ oci = \"127.0.0.1:1/acme/kit\", version = \"1.0.0\" }"), code: 1,
                saying: "moondock.lua:3:6", "cannot get acme/kit:1.0.0 at 127.0.0.1:1", "nobody listens there")
        }
    }

    /// A registry that gives one answer to everything.
    @Test(arguments: [
        (401, 1, "it wants to know who asks"), (403, 1, "it does not allow this to everybody"),
        (404, 2, "has no tag 1.0.0"), (500, 1, "the registry failed (500: UNKNOWN: oh)"),
    ])
    func registriesThatReject(_ status: Int, _ code: Int, _ words: String) async throws {
        try await Workshop.with { shop in
            let body = #"{"errors":[{"code":"UNKNOWN","message":"oh"}]}"#
            let server = try ScriptedServer { _, _ in ScriptedServer.Answer(status: status, body: body) }
            try await refused(
                shop, manifest("{ oci = \"\(server.address)/acme/kit\", version = \"1.0.0\" }"), code: code,
                saying: "moondock.lua:3:6", words)
            #expect(!server.requests.isEmpty)
        }
    }

    @Test func aRegistryThatWantsToKnowWhoAsks() async throws {
        try await RegistryFixture.with(requiresLogin: true) { registry in
            try await Workshop.with { shop in
                let name = "\(registry.address)/acme/kit"
                let stranger = try await shop.publish("--oci", name)
                #expect(stranger.code == 1, "\(stranger)")
                #expect(stranger.errors.contains("log in with “docker login \(registry.address)”"), "\(stranger)")
                let secret = Data("\(RegistryFixture.username):wrong".utf8).base64EncodedString()
                try shop.directory.write(
                    "home/docker/config.json", #"{"auths":{"\#(registry.address)":{"auth":"\#(secret)"}}}"#)
                let wrong = try await shop.publish("--oci", name)
                #expect(wrong.errors.contains("it does not accept the stored password of tester"), "\(wrong)")
                #expect(!wrong.errors.contains("wrong\""), "no password is shown")
                let right = Data("\(RegistryFixture.username):\(RegistryFixture.password)".utf8).base64EncodedString()
                try shop.directory.write(
                    "home/docker/config.json", #"{"auths":{"\#(registry.address)":{"auth":"\#(right)"}}}"#)
                #expect(try await shop.publish("--oci", name).code == 0)
                try await shop.ok("add", name, "--yes")
                #expect(try await shop.greeting() == "hello shop")
            }
        }
    }

    @Test func aLockThatIsWrong() async throws {
        try await Workshop.with { shop in
            #expect(try await shop.publish().code == 0)
            try await shop.ok("add", shop.remote, "--yes")
            let lock = try shop.read("moondock.lock")
            func expect(_ changed: String, _ words: String) async throws {
                try shop.directory.write("shop/moondock.lock", changed)
                for command in [["run", "main.lua"], ["fetch", "--yes"], ["verify"]] {
                    let outcome = try await shop.moondock(command)
                    #expect(outcome.code == 2, "\(command): \(outcome)")
                    #expect(outcome.errors.contains(words), "\(command): \(outcome)")
                    #expect(outcome.errors.contains("moondock fetch"), "\(command): \(outcome)")
                }
            }
            try await expect("<<<<<<< ours\n" + lock, "moondock.lock:1: it is in the middle of a merge")
            try await expect(
                lock.replacing("h1:", with: "h2:"), "moondock.lock:3: the entry of acme/kit@1.0.0 is damaged")
            try await expect(String(lock.dropLast(5)), "moondock.lock")
            try await expect(
                lock.replacing("\"tag\"", with: "\"tug\""), "moondock.lock:3: 'tag' is missing in acme/kit@1.0.0")
            // A version the lock has not, by hand.
            try shop.directory.write("shop/moondock.lock", lock)
            try shop.directory.write(
                "shop/moondock.lua", try shop.read("moondock.lua").replacing("\"1.0.0\"", with: "\"1.0.7\""))
            let run = try await shop.moondock(["run", "main.lua"])
            #expect(run.code == 2 && run.errors.contains("moondock.lua:3"), "\(run)")
            #expect(run.errors.contains("moondock.lock has no acme.kit of version 1.0.7"), "\(run)")
        }
    }

    @Test func aDiskThatIsFull() async throws {
        try await Workshop.with { shop in
            try shop.directory.write("kit/docs/large.txt", String(repeating: "0123456789abcdef", count: 16_000))
            for number in 1...7 {
                try shop.directory.write(
                    "kit/docs/\(number).txt", String(repeating: "\(number) is it. ", count: 16_000))
            }
            try await shop.commit("1.0.0")
            #expect(try await shop.publish().code == 0)
            let folder = shop.directory.appending("small")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try #require(mount("tmpfs", folder, "tmpfs", 0, "size=1m") == 0)
            defer { umount(folder) }
            try await refused(
                shop, manifest("{ git = \"\(shop.remote)\", version = \"1.0.0\" }"), code: 1,
                saying: "moondock.lua:3:6", "cannot be kept in \(folder)/moondock", "There isn’t enough space",
                cache: "small")
            try await shop.ok("fetch", "--yes")
        }
    }
}
