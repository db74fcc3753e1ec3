import DockerEngineTestSupport
import Foundation
import Testing

/// A library's life in real git repositories: released, used, released again, moved.
@Suite(.timeLimit(.minutes(20))) struct LibraryTests {
    /// Runs git in a folder of the project.
    private func git(_ project: SampleProject, in folder: String, _ arguments: String...) async throws {
        let identity = ["-c", "user.name=Dana", "-c", "user.email=dana@example.org", "-c", "init.defaultBranch=main"]
        let (outcome, _) = try await Program.run(
            "/usr/bin/git", ["-C", "\(project.root)/\(folder)"] + identity + arguments, in: project.root,
            environment: [:]
        ) { _ in }
        #expect(outcome.code == 0, "git \(arguments): \(outcome)")
    }

    private func release(_ project: SampleProject, _ version: String, says text: String, needs: String = "")
        async throws
    {
        try project.write(
            "slack/moondock.lua",
            "return { name = \"acme/slack\", version = \"\(version)\", needs = { \(needs) } }\n")
        try project.write("slack/lib/init.lua", "return { say = function() return \"\(text)\" end }\n")
        try await git(project, in: "slack", "add", "-A")
        try await git(project, in: "slack", "commit", "--quiet", "-m", version)
        try await git(project, in: "slack", "tag", "-f", "v\(version)")
    }

    private func use(_ project: SampleProject, _ version: String, _ more: String = "") throws {
        try project.write(
            "moondock.lua",
            "return { libraries = { [\"acme.slack\"] = { git = \"file://\(project.root)/slack\", version = \"\(version)\"\(more) } } }\n"
        )
    }

    private func with(_ body: @Sendable (SampleProject, [String: String]) async throws -> Void) async throws {
        try await SampleProject.with { project in
            try project.write("slack/README.md", "# Slack\n")
            try project.write("slack/.editorconfig", "root = true\n")
            try await git(project, in: "slack", "init", "--quiet")
            try await release(project, "1.0.0", says: "one")
            try project.recipe("log(require(\"acme.slack\").say())\n")
            try await body(project, ["XDG_CACHE_HOME": project.root + "/cache"])
        }
    }

    @Test func aLibraryIsFetchedOnceAndRunsWithoutItsSource() async throws {
        try await with { project, cache in
            try use(project, "1.0.0")
            let early = try await project.runMain(environment: cache)
            #expect(early.code == 2, "\(early)")
            #expect(
                early.diagnostic?.message.contains("moondock.lock has no acme.slack of version 1.0.0") == true,
                "\(early)")
            #expect(early.diagnostic?.hint == "write it down: moondock fetch")

            let fetched = try await project.moondock(with: ["fetch", "--yes"], environment: cache)
            #expect(fetched.code == 0, "\(fetched)")
            #expect(fetched.output.contains("fetched  acme/slack@1.0.0  v1.0.0"), "\(fetched)")
            let lock = try String(contentsOfFile: project.root + "/moondock.lock", encoding: .utf8)
            #expect(lock.contains("\"tag\" : \"v1.0.0\"") && lock.contains("\"tree\" : \"h1:"))
            #expect(try await project.moondock(with: ["verify"], environment: cache).code == 0)

            // The source is gone: nothing requests it any more.
            try FileManager.default.moveItem(atPath: project.root + "/slack", toPath: project.root + "/gone")
            let run = try await project.runMain(environment: cache)
            #expect(run.code == 0, "\(run)")
            #expect(run.events.contains { $0.message == "one" }, "\(run)")
            let again = try await project.moondock(with: ["fetch", "--yes"], environment: cache)
            #expect(again.output.contains("here     acme/slack@1.0.0"), "\(again)")
            let listed = try await project.moondock(with: ["list"], environment: cache)
            #expect(listed.output.contains("acme/slack@1.0.0  git file://"), "\(listed)")
            #expect(listed.output.contains("used by  this project as acme.slack"), "\(listed)")

            let other = try await project.runMain(environment: ["XDG_CACHE_HOME": project.root + "/empty"])
            #expect(other.code == 2)
            #expect(other.diagnostic?.message == "acme/slack@1.0.0 is not on this machine", "\(other)")
        }
    }

    @Test func aNewVersionComesOnlyWhenItIsRequested() async throws {
        try await with { project, cache in
            try use(project, "1.0.0")
            #expect(try await project.moondock(with: ["fetch", "--yes"], environment: cache).code == 0)
            try await release(project, "1.1.0", says: "two", needs: "[\"approval\"] = \"to ask\"")
            #expect(try await project.moondock(with: ["fetch", "--yes"], environment: cache).code == 0)
            #expect(try await project.runMain(environment: cache).events.contains { $0.message == "one" })

            try use(project, "1.1.0")
            #expect(try await project.moondock(with: ["fetch", "--yes"], environment: cache).code == 0)
            let ungranted = try await project.runMain(environment: cache)
            #expect(ungranted.code == 4, "\(ungranted)")
            #expect(
                ungranted.diagnostic?.message
                    == "acme/slack@1.1.0 requests 'approval' (to ask), and moondock.lua does not grant it")
            try use(project, "1.1.0", ", grants = { \"approval\" }")
            let granted = try await project.runMain(environment: cache)
            #expect(granted.events.contains { $0.message == "two" }, "\(granted)")
        }
    }

    @Test func aMovedTagIsAHardStop() async throws {
        try await with { project, cache in
            try use(project, "1.0.0")
            #expect(try await project.moondock(with: ["fetch", "--yes"], environment: cache).code == 0)
            let lock = try String(contentsOfFile: project.root + "/moondock.lock", encoding: .utf8)
            try await release(project, "1.0.0", says: "poisoned")
            // Another machine, with the lock and an empty cache.
            let other = ["XDG_CACHE_HOME": project.root + "/other"]
            let moved = try await project.moondock(with: ["fetch", "--yes"], environment: other)
            #expect(moved.code == 4, "\(moved)")
            #expect(moved.errors.contains("v1.0.0 is not what moondock.lock recorded"), "\(moved)")
            #expect(moved.errors.contains("--accept-moved-tag"), "\(moved)")
            #expect(try String(contentsOfFile: project.root + "/moondock.lock", encoding: .utf8) == lock)
            #expect(try await project.runMain(environment: other).code == 2)
            #expect(try await project.runMain(environment: cache).events.contains { $0.message == "one" })

            let accepted = try await project.moondock(
                with: ["fetch", "--yes", "--accept-moved-tag"], environment: other)
            #expect(accepted.code == 0, "\(accepted)")
            #expect(try await project.runMain(environment: other).events.contains { $0.message == "poisoned" })
        }
    }

    @Test func aFlippedByteIsFound() async throws {
        try await with { project, cache in
            try use(project, "1.0.0")
            #expect(try await project.moondock(with: ["fetch", "--yes"], environment: cache).code == 0)
            let walk = FileManager.default.enumerator(atPath: project.root + "/cache/moondock/tree")
            let path = try #require(walk?.compactMap { $0 as? String }.first { $0.hasSuffix("init.lua") })
            let file = project.root + "/cache/moondock/tree/" + path
            #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o444)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
            try Data("return { say = function() return \"OnE\" end }\n".utf8).write(to: URL(fileURLWithPath: file))
            let run = try await project.runMain(environment: cache)
            #expect(run.code == 4, "\(run)")
            #expect(
                run.diagnostic?.message
                    == "the copy of acme/slack@1.0.0 on this machine is damaged: lib/init.lua was changed", "\(run)")
            let verified = try await project.moondock(with: ["verify"], environment: cache)
            #expect(verified.code == 1)
            #expect(verified.output.contains("✗ acme/slack@1.0.0"), "\(verified)")
            #expect(verified.output.contains("lib/init.lua was changed"), "\(verified)")
            try FileManager.default.removeItem(atPath: file)
            let missing = try await project.moondock(with: ["verify"], environment: cache)
            #expect(missing.output.contains("lib/init.lua is missing"), "\(missing)")
        }
    }

    @Test func aFolderAndARepositoryOfTheSameFilesHaveOneHash() async throws {
        try await with { project, cache in
            try use(project, "1.0.0")
            #expect(try await project.moondock(with: ["fetch", "--yes"], environment: cache).code == 0)
            let byGit = try await project.moondock(with: ["list"], environment: cache)
            try project.write("moondock.lua", "return { libraries = { [\"acme.slack\"] = { path = \"slack\" } } }\n")
            let byPath = try await project.moondock(with: ["list"], environment: cache)
            let hash = try #require(byGit.output.firstMatch(of: #/h1:\S+/#)).0
            #expect(byPath.output.contains("path slack  \(hash)"), "\(byPath)")
        }
    }

    @Test func addShowsWhatALibraryRequestsAndWritesItDown() async throws {
        try await with { project, cache in
            try await release(project, "1.1.0", says: "two", needs: "[\"approval\"] = \"to ask\"")
            try await release(project, "2.0.0-rc.1", says: "next")
            let manifest = "-- Ours.\nreturn {\n  policy = { unpinned_images = true }, -- for tests\n}\n"
            try project.write("moondock.lua", manifest)
            let url = "file://\(project.root)/slack"
            let asked = try await project.moondock(with: ["add", url], environment: cache)
            #expect(asked.code == 2, "\(asked)")
            #expect(asked.output.contains("acme/slack 1.1.0\n  v1.1.0 → commit"), "the newest release: \(asked)")
            #expect(asked.output.contains("requests  approval  to ask"), "\(asked)")
            #expect(try String(contentsOfFile: project.root + "/moondock.lua", encoding: .utf8) == manifest)
            #expect(!FileManager.default.fileExists(atPath: project.root + "/moondock.lock"))

            let added = try await project.moondock(with: ["add", url, "--yes"], environment: cache)
            #expect(added.code == 0, "\(added)")
            let entry = "{ git = \"\(url)\", version = \"1.1.0\", grants = { \"approval\" } }"
            #expect(
                try String(contentsOfFile: project.root + "/moondock.lua", encoding: .utf8)
                    == manifest.replacing(
                        "return {", with: "return {\n  libraries = {\n    [\"acme.slack\"] = \(entry),\n  },"))
            #expect(try await project.runMain(environment: cache).events.contains { $0.message == "two" })

            let again = try await project.moondock(with: ["add", url, "--yes"], environment: cache)
            #expect(again.code == 2, "\(again)")
            #expect(again.errors.contains("this project has that library already, as acme.slack"), "\(again)")
            let folder = try await project.moondock(
                with: ["add", "./slack", "--as", "local.slack", "--yes"], environment: cache)
            #expect(folder.code == 0, "\(folder)")
            #expect(
                try String(contentsOfFile: project.root + "/moondock.lua", encoding: .utf8).contains(
                    "[\"local.slack\"] = { path = \"slack\" }"))
        }
    }

    @Test func whatIsNoLibraryOrIsNotThereIsNamed() async throws {
        try await with { project, cache in
            try use(project, "9.9.9")
            let missing = try await project.moondock(with: ["fetch", "--yes"], environment: cache)
            #expect(missing.code == 2, "\(missing)")
            #expect(missing.errors.contains("has no tag v9.9.9"), "\(missing)")

            try project.write(
                "moondock.lua",
                "return { libraries = { a = { git = \"file://\(project.root)/nowhere\", version = \"1.0.0\" } } }\n")
            let unreachable = try await project.moondock(with: ["fetch", "--yes"], environment: cache)
            #expect(unreachable.code == 1, "\(unreachable)")
            #expect(unreachable.errors.contains("cannot be fetched"), "\(unreachable)")

            try FileManager.default.createSymbolicLink(
                atPath: project.root + "/slack/link", withDestinationPath: "/etc/passwd")
            try await release(project, "1.2.0", says: "linked")
            try use(project, "1.2.0")
            let linked = try await project.moondock(with: ["fetch", "--yes"], environment: cache)
            #expect(linked.code == 2, "\(linked)")
            #expect(linked.errors.contains("link is no file"), "\(linked)")
            #expect(!FileManager.default.fileExists(atPath: project.root + "/moondock.lock"))
        }
    }

    @Test func severalFetchAtOnceWithOneCache() async throws {
        try await Workshop.with { shop in
            #expect(try await shop.publish().code == 0)
            try await shop.ok("add", shop.remote, "--yes")
            let outcomes = try await withThrowingTaskGroup(of: CommandOutcome.self) { group in
                for _ in 0..<6 { group.addTask { try await shop.moondock(["fetch", "--yes"], cache: "shared") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for outcome in outcomes { #expect(outcome.code == 0, "\(outcome)") }
            #expect(try await shop.greeting(cache: "shared") == "hello shop")
        }
    }

    @Test func whatAKilledFetchLeftBehindIsNoTrouble() async throws {
        try await Workshop.with { shop in
            #expect(try await shop.publish().code == 0)
            try await shop.ok("add", shop.remote, "--yes")
            let git = shop.directory.appending("cache/moondock/git")
            let names = try FileManager.default.contentsOfDirectory(atPath: git)
            let mirror = try #require(names.first { $0.hasSuffix(".git") })
            let trees = shop.directory.appending("cache/moondock/tree")
            for damage in [
                "touch shallow.lock", "touch refs/tags/v1.0.0.lock", "rm HEAD", "rm -r objects; mkdir objects",
            ] {
                try FileManager.default.removeItem(atPath: trees)
                try await shop.tool("sh", "-c", "cd '\(git)/\(mirror)' && \(damage)")
                try await shop.ok("fetch", "--yes")
                #expect(try await shop.greeting() == "hello shop", "\(damage)")
            }
        }
    }

    @Test func whatALibraryBringsIsShownAndGrantedByItself() async throws {
        try await Workshop.with { shop in
            try await shop.commit("1.0.0", more: "needs = { approval = \"to ask\" },")
            #expect(try await shop.publish().code == 0)
            // Another author's library uses this one.
            let other = shop.directory.appending("other")
            try await shop.tool("git", "init", "--quiet", other)
            try shop.directory.write(
                "other/moondock.lua",
                """
                return {
                  name = "acme/other", version = "2.1.0",
                  libraries = { kit = { git = "\(shop.remote)", version = "1.0.0" } },
                }

                """)
            try shop.directory.write("other/lib/init.lua", "---Kit.\nreturn function() return require(\"kit\") end\n")
            try await shop.tool("git", "-C", other, "add", "-A")
            try await shop.tool("git", "-C", other, "commit", "--quiet", "-m", "one")
            try await shop.tool("git", "-C", other, "tag", "v2.1.0")
            let added = try await shop.ok("add", "file://\(other)", "--yes")
            added.expect("acme/other 2.1.0\n")
            added.expect("  requires  acme/kit@1.0.0")
            added.expect("            requests  approval, which is granted by adding it too")
            let run = try await shop.moondock(["run", "main.lua"])
            #expect(run.code == 2, "its own alias is not the project's: \(run)")
            try shop.directory.write("shop/main.lua", "require(\"acme.other\")\n")
            let ungranted = try await shop.moondock(["run", "main.lua"])
            #expect(ungranted.code == 4, "\(ungranted)")
            ungranted.expect(errors: "acme/kit@1.0.0 requests 'approval' (to ask), and moondock.lua does not grant it")
            try await shop.ok("add", shop.remote, "--yes")
            try await shop.ok("run", "main.lua")
            try await shop.ok("list", "--why", "acme/kit").expect(
                """
                this project as acme.kit
                  → acme/kit@1.0.0
                this project as acme.other
                  → acme/other@2.1.0
                  → acme/kit@1.0.0
                """)
            try await shop.ok("remove", "acme.kit", "--yes")
            #expect(try shop.read("moondock.lock").contains("acme/kit@1.0.0"), "the other one still uses it")
            try await shop.ok("remove", "acme.other", "--yes").expect("unlocks acme/kit@1.0.0")
            #expect(!FileManager.default.fileExists(atPath: shop.shop + "/moondock.lock"))
        }
    }

    @Test func aDamagedCopyIsFetchedAnew() async throws {
        try await Workshop.with { shop in
            #expect(try await shop.publish().code == 0)
            try await shop.ok("add", shop.remote, "--yes")
            let trees = shop.directory.appending("cache/moondock/tree")
            try await shop.tool(
                "sh", "-c", "chmod -R u+w '\(trees)'; for f in '\(trees)'/*/lib/init.lua; do echo -- >>\"$f\"; done")
            #expect(try await shop.moondock(["run", "main.lua"]).code == 4)
            try await shop.ok("fetch", "--yes")
            try await shop.ok("verify")
            #expect(try await shop.greeting() == "hello shop")
        }
    }

    @Test func aTagThatIsGoneIsNoDeadEnd() async throws {
        try await Workshop.with { shop in
            #expect(try await shop.publish().code == 0)
            try await shop.ok("add", shop.remote, "--yes")
            try await shop.commit("1.0.1", greeting: "hi", more: "retracted = { [\"1.0.0\"] = \"was curt\" },")
            #expect(try await shop.publish().code == 0)
            try await shop.tool("git", "-C", shop.directory.appending("remote.git"), "tag", "-d", "v1.0.0")
            let gone = try await shop.moondock(["fetch", "--yes"], cache: "other")
            #expect(gone.code == 2, "\(gone)")
            gone.expect(errors: "has no tag v1.0.0, which moondock.lock recorded on")
            let updated = try await shop.ok("update", "--yes")
            updated.expect(errors: "it was taken away")
            updated.expect(errors: "warning: acme.kit 1.0.0 was retracted by its author: was curt")
            #expect(try await shop.greeting() == "hi shop")
        }
    }

    @Test func whatIsMistypedIsReported() async throws {
        try await Workshop.with { shop in
            #expect(try await shop.publish().code == 0)
            for (arguments, words) in [
                (["add", shop.remote, "--as", "Bad Name"], "--as: 'Bad Name' cannot be required"),
                (["add", "../kit", "--version", "9.9.9"], "a folder has one version"),
                (["add", "/kit"], "name a folder from the project on"),
                (["docs", ".", "--project", shop.directory.appending("broken")], "lib/init.lua:1"),
                (["publish", "--folder", shop.directory.appending("nowhere"), "--dry-run"], ""),
            ] {
                try shop.directory.write("broken/moondock.lua", "return { name = \"a/b\" }\n")
                try shop.directory.write("broken/lib/init.lua", "local x = = 1\n")
                let outcome = try await shop.moondock(arguments)
                #expect(outcome.code == 2 || outcome.code == 1, "\(outcome)")
                #expect(words.isEmpty || outcome.errors.contains(words), "\(arguments): \(outcome)")
            }
            try shop.directory.write("shop/vendor", "a file\n")
            try await shop.ok("add", shop.remote, "--yes")
            let blocked = try await shop.moondock(["vendor", "--yes"])
            #expect(blocked.code == 1 && !blocked.errors.contains("NSCocoaErrorDomain"), "\(blocked)")
        }
    }
}
