import DockerEngineTestSupport
import Foundation
import Testing

/// The whole life of a library, from its first release to a copy of it that needs nobody any more, with a real git and
/// Debian's docker-registry.
@Suite(.timeLimit(.minutes(20))) struct FullLifeTests {
    @Test func aLibraryIsReleasedUsedUpdatedAttackedAndVendored() async throws {
        try await RegistryFixture.with { registry in
            try await Workshop.with { shop in
                let name = "\(registry.address)/acme/kit"

                // Released: by tag and as an artifact.
                let first = try await shop.publish("--oci", name)
                #expect(first.code == 0, "\(first)")
                #expect(first.output.contains("released tag v1.0.0 at \(shop.remote)"), "\(first)")
                #expect(first.output.contains("released \(name):1.0.0@sha256:"), "\(first)")
                let again = try await shop.publish("--oci", name)
                #expect(again.code == 1, "\(again)")
                #expect(again.output.contains("1.0.0 already, and no version is ever overwritten"), "\(again)")

                // Added by git, and by the registry to another project: the same files have the same hash.
                try await shop.ok("add", shop.remote, "--yes")
                #expect(try await shop.greeting() == "hello shop")
                try shop.directory.write("other/moondock.lua", "return {}\n")
                try await shop.ok("add", name, "--yes", "--project", shop.directory.appending("other"))
                let locks = try (shop.read("moondock.lock"), shop.read("../other/moondock.lock"))
                let hash = try #require(locks.0.firstMatch(of: #/h1:[^"]+/#)).0
                #expect(locks.1.contains("\"tree\" : \"\(hash)\""), "\(locks)")
                #expect(
                    locks.0.contains("\"signer\" : \"ED25519 SHA256:")
                        && locks.1.contains("\"signer\" : \"ED25519 SHA256:"))
                #expect(locks.0.contains("\"commit\" : \"") && locks.1.contains("\"digest\" : \"sha256:"))

                // Released again, with something new and something retracted.
                try await shop.commit(
                    "1.1.0", greeting: "welcome",
                    more: "needs = { approval = \"to ask\" }, retracted = { [\"1.0.0\"] = \"was too curt\" },")
                let second = try await shop.publish("--oci", name)
                #expect(second.code == 0, "\(second)")
                #expect(second.output.contains("since 1.0.0: requests more: approval"), "\(second)")
                try await shop.ok("fetch")
                #expect(try await shop.greeting() == "hello shop", "nothing changes by itself")

                let offered = try await shop.moondock(["update"])
                #expect(offered.code == 2, "\(offered)")
                #expect(offered.output.contains("acme.kit  1.0.0 → 1.1.0  published "), "\(offered)")
                #expect(offered.output.contains("same signer"), "\(offered)")
                #expect(offered.output.contains("+ requests  approval  to ask"), "\(offered)")
                #expect(offered.errors.contains("warning: acme/kit@1.0.0 was retracted") == false, "it is left behind")
                #expect(try shop.read("moondock.lua").contains("version = \"1.0.0\""))
                let difference = try await shop.ok("diff", "acme.kit")
                #expect(difference.output.contains("-function kit.greet(name) return \"hello \" .. name end"))
                #expect(difference.output.contains("+function kit.greet(name) return \"welcome \" .. name end"))

                // Whoever takes the old one all the same is warned.
                try shop.directory.write("third/moondock.lua", "return {}\n")
                try await shop.ok(
                    "add", name, "--version", "1.0.0", "--yes", "--project", shop.directory.appending("third")
                ).expect(errors: "warning: acme/kit 1.0.0 was retracted: was too curt")

                try await shop.ok("update", "--yes")
                #expect(try shop.read("moondock.lua").contains("version = \"1.1.0\", grants = { \"approval\" }"))
                #expect(try await shop.greeting() == "welcome shop")
                #expect(try await shop.ok("update").output == "nothing to update")

                // The tag is moved, to something that nobody signed.
                let before = try shop.read("moondock.lock")
                try await shop.commit("1.1.0", greeting: "give me your secrets,")
                try await shop.tool("git", "-C", shop.author, "tag", "-f", "-a", "-m", "x", "v1.1.0")
                try await shop.tool("git", "-C", shop.author, "push", "--quiet", "-f", "origin", "v1.1.0")
                for (command, cache) in [(["fetch"], "stranger"), (["update"], "cache")] {
                    let moved = try await shop.moondock(command + ["--yes"], cache: cache)
                    #expect(moved.code == 4, "\(moved)")
                    #expect(moved.errors.contains("v1.1.0 is not what moondock.lock recorded"), "\(moved)")
                    #expect(moved.errors.contains("unsigned, less than a minute ago"), "\(moved)")
                    #expect(moved.errors.contains("--accept-moved-tag"), "\(moved)")
                }
                #expect(try shop.read("moondock.lock") == before)
                #expect(try await shop.greeting() == "welcome shop", "what was locked goes on")
                try await shop.ok("diff", "acme.kit", "--remote").expect("+function kit.greet(name) return \"give me")
                let unsigned = try await shop.moondock(["update", "acme.kit", "--accept-moved-tag", "--yes"])
                #expect(unsigned.code == 4, "\(unsigned)")
                #expect(unsigned.errors.contains("acme/kit@1.1.0 is not signed, and 1.1.0 was"), "\(unsigned)")

                // Kept with the project: no network, and nothing in the cache.
                try await shop.ok("vendor", "--yes")
                try await shop.ok("verify").expect("✓ vendor/acme/kit@1.1.0")
                try FileManager.default.removeItem(atPath: shop.directory.appending("remote.git"))
                try FileManager.default.removeItem(atPath: shop.directory.appending("cache"))
                #expect(try await shop.greeting(cache: "empty") == "welcome shop")
                try await shop.ok("verify", cache: "empty")
                #expect(try await shop.ok("vendor", cache: "empty").output == "vendor/ is what moondock.lock says")

                // A byte of it flipped.
                let file = shop.shop + "/vendor/acme/kit@1.1.0/lib/init.lua"
                var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
                bytes[bytes.count / 2] ^= 1
                try FileManager.default.removeItem(atPath: file)
                try bytes.write(to: URL(fileURLWithPath: file))
                let flipped = try await shop.moondock(["verify"], cache: "empty")
                #expect(flipped.code == 1 && flipped.output.contains("lib/init.lua was changed"), "\(flipped)")
                #expect(
                    try await shop.greeting(cache: "empty")
                        == "vendor/acme/kit@1.1.0 is not what moondock.lock recorded: lib/init.lua was changed")
            }
        }
    }

    @Test func aLibrariesRecipeIsRunWithItsOwnGrants() async throws {
        try await Workshop.with { shop in
            try shop.directory.write("kit/recipes/ask.lua", "recipe {}\nwait_for_approval \"Go on?\"\n")
            try await shop.commit("1.0.0", more: "needs = { approval = \"to ask\" },")
            #expect(try await shop.publish().code == 0)
            try await shop.ok("add", shop.remote, "--yes").expect("ships     ask, hello (recipes)")
            let run = try await shop.moondock(["run", "acme.kit:hello", "--name", "Dana", "--json"])
            #expect(run.code == 0, "\(run)")
            #expect(run.events.contains { $0.message == "hello Dana" }, "\(run)")
            try await shop.ok("run", "acme.kit:hello", "--help").expect("--name STRING   (default: you)")

            let parked = try await shop.moondock(["run", "acme.kit:ask", "--json"])
            #expect(parked.code == 3, "\(parked)")
            let shown = try await shop.ok("show", "last")
            #expect(shown.output.contains("acme.kit:ask") && shown.output.contains("[acme/kit@1.0.0]"), "\(shown)")
            // Gone from the project, the run has what it was begun with.
            try await shop.ok("remove", "acme.kit", "--yes")
            let resumed = try await shop.moondock(["resume", "last", "--approve-all"])
            #expect(resumed.code == 0, "\(resumed)")

            let unknown = try await shop.moondock(["run", "acme.kit:hello"])
            #expect(unknown.code == 2, "\(unknown)")
            #expect(unknown.errors.contains("this project has no library 'acme.kit'"), "\(unknown)")
        }
    }

    @Test func aRecipeMayDoOnlyWhatItsLibraryWasGranted() async throws {
        try await Workshop.with { shop in
            try shop.directory.write("kit/recipes/ask.lua", "recipe {}\nwait_for_approval \"Go on?\"\n")
            try await shop.commit("1.0.0", more: "needs = { approval = \"to ask\" },")
            #expect(try await shop.publish().code == 0)
            try shop.directory.write(
                "shop/moondock.lua",
                "return { libraries = { [\"acme.kit\"] = { git = \"\(shop.remote)\", version = \"1.0.0\" } } }\n")
            try await shop.ok("fetch", "--yes")
            let refused = try await shop.moondock(["run", "acme.kit:ask"])
            #expect(refused.code == 4, "\(refused)")
            #expect(
                refused.errors.contains(
                    "acme/kit@1.0.0 requests 'approval' (to ask), and moondock.lua does not grant it"))
            let missing = try await shop.moondock(["run", "acme.kit:aks"])
            #expect(missing.code == 2, "\(missing)")
            #expect(missing.errors.contains("acme/kit@1.0.0 has no recipe 'aks'"), "\(missing)")
            #expect(missing.errors.contains("did you mean 'ask'?"), "\(missing)")
        }
    }
}

extension CommandOutcome {
    func expect(_ text: String, location: SourceLocation = #_sourceLocation) {
        #expect(output.contains(text), "\(self)", sourceLocation: location)
    }

    func expect(errors text: String, location: SourceLocation = #_sourceLocation) {
        #expect(errors.contains(text), "\(self)", sourceLocation: location)
    }
}
