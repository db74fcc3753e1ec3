import DockerEngineTestSupport
import Foundation
import Testing

/// What `publish` rejects.
@Suite(.timeLimit(.minutes(20))) struct PublishTests {
    private func refused(
        _ shop: Workshop, _ text: String, location: SourceLocation = #_sourceLocation
    ) async throws {
        let outcome = try await shop.publish("--dry-run")
        #expect(outcome.code == 1, "\(outcome)", sourceLocation: location)
        #expect(outcome.output.contains("!!  \(text)"), "\(outcome)", sourceLocation: location)
    }

    @Test func whatIsNotReadyIsNotReleased() async throws {
        try await Workshop.with { shop in
            try shop.directory.write("kit/notes.txt", "to do\n")
            try await refused(shop, "the work tree is not clean: notes.txt")
            try await shop.commit("1.0.0", functions: "function kit.part() end\n")
            try await refused(shop, "part does not say what it does")
            try await shop.commit("1.0.0", functions: "---Parts.\nfunction kit.part() return docker_biuld {} end\n")
            try await refused(shop, "error: there is no function or primitive called 'docker_biuld'")
            try await shop.commit("1.0.0", more: "libraries = { [\"acme.text\"] = { path = \"../text\" } },")
            try await refused(shop, "it uses the folder ../text, which nobody else has")
            try await shop.commit("0.0.0")
            try await refused(shop, "its manifest has no version")
            try await shop.commit("1.0.0")
            let fine = try await shop.publish("--dry-run")
            #expect(fine.code == 0, "\(fine)")
            let tags = try await Program.run("git", ["tag"], in: shop.author, environment: [:]) { _ in }.outcome
            #expect(tags.output == "", "a dry run changes nothing")
        }
    }

    @Test func theVersionSaysWhatTheChangesMean() async throws {
        try await Workshop.with { shop in
            let part = "---Parts.\n---@param name string\nfunction kit.part(name) return name end\n"
            try await shop.commit("1.0.0", functions: part)
            #expect(try await shop.publish().code == 0)
            try await refused(shop, "1.0.0 is released already")
            try await shop.commit("1.1.0")
            try await refused(shop, "since 1.0.0: function removed: part")
            try await refused(shop, "after 1.0.0, these changes make it at least 2.0.0, not 1.1.0")
            try await shop.commit("1.0.1", functions: part + "---More.\nfunction kit.more() end\n")
            try await refused(shop, "after 1.0.0, these changes make it at least 1.1.0, not 1.0.1")
            try await shop.commit("1.0.1", functions: part.replacing("(name)", with: "(title)"))
            try await refused(shop, "since 1.0.0: parameters of part: (name) became (title)")
            try await shop.commit("2.0.0-rc.1")
            #expect(try await shop.publish("--dry-run").code == 0)
            try await shop.commit("1.0.1", greeting: "hi", functions: part)
            #expect(try await shop.publish().code == 0)
        }
    }

    @Test func whatCannotBePushedIsNotTagged() async throws {
        try await Workshop.with { shop in
            try FileManager.default.moveItem(
                atPath: shop.directory.appending("remote.git"), toPath: shop.directory.appending("gone.git"))
            let gone = try await shop.publish()
            #expect(gone.code == 1, "\(gone)")
            #expect(gone.errors.contains("git ls-remote --tags failed"), "\(gone)")
            let noKey = try await shop.moondock(["publish", "--folder", shop.author, "--local", "--dry-run"])
            #expect(noKey.code == 2 && noKey.errors.contains("there is no key to sign with"), "\(noKey)")
            let local = try await shop.publish("--local")
            #expect(local.code == 0 && local.output.contains("released tag v1.0.0, here only"), "\(local)")
        }
    }

    @Test func aRegistryThatFailedIsCaughtUp() async throws {
        try await Workshop.with { shop in
            let nobody = try await shop.publish("--oci", "127.0.0.1:1/acme/kit")
            #expect(nobody.code == 1, "\(nobody)")
            #expect(nobody.errors.contains("nobody listens there"), "\(nobody)")
            #expect(try await shop.publish().code == 0)
            try await RegistryFixture.with { registry in
                let later = try await shop.publish("--oci", "\(registry.address)/acme/kit")
                #expect(later.code == 0, "\(later)")
                #expect(later.output.contains("v1.0.0 is this very commit, and is not in the registry yet"), "\(later)")
                try await shop.ok("add", "\(registry.address)/acme/kit", "--yes").expect("signed by ED25519")
            }
        }
    }

    @Test func aLibraryTellsWhatItsFunctionsDo() async throws {
        try await Workshop.with { shop in
            let here = try await shop.ok("docs", ".", "--project", shop.author)
            #expect(
                here.output == """
                    acme/kit 1.0.0: Greets
                    recipes   acme.kit:hello

                    local kit = require "acme.kit"

                    kit.greet(name)
                        Greets somebody.
                        name: string
                        returns string
                    """)
            try await shop.ok("docs", "moondock.semver").expect("semver.compare(")
            try await shop.ok("docs", "moondock.slack", "--markdown").expect(
                "* `http https://slack.com` to post messages")
            let unknown = try await shop.moondock(["docs", "moondock.slak"])
            #expect(unknown.code == 2 && unknown.errors.contains("did you mean 'moondock.slack'?"), "\(unknown)")
        }
    }

    @Test func whatIsNotCommittedIsNamedWhole() async throws {
        try await Workshop.with { shop in
            try shop.directory.write("kit/lib/init.lua", "return {}\n")
            try await refused(shop, "the work tree is not clean: lib/init.lua;")
            try await shop.commit("1.0.0")
            let key = try await shop.moondock([
                "publish", "--folder", shop.author, "--key", "/etc/hostname", "--dry-run",
            ])
            #expect(key.code == 2 && key.errors.contains("/etc/hostname cannot sign"), "\(key)")
        }
    }
}
