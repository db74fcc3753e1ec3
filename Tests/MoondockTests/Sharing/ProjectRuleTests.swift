import DockerEngineTestSupport
import Foundation
import Testing

/// What a project's own files allow and forbid.
@Suite(.timeLimit(.minutes(10))) struct ProjectRuleTests {
    @Test func whatThePolicyForbidsIsReportedBeforeAnythingHappens() async throws {
        try await Workshop.with { shop in
            try shop.directory.write(
                "shop/main.lua",
                """
                run_command { command = { "touch", "started" } }
                if false then
                  docker_run { name = "web", image = "busybox:1", privileged = true }
                end
                http_request { "https://evil.example.com/", retries = 1 }

                """)
            try shop.directory.write("shop/moondock.lua", "return { policy = { hosts = { \"*.example.org\" } } }\n")
            let refused = try await shop.moondock(["run", "main.lua"])
            #expect(refused.code == 4, "\(refused)")
            for words in [
                "docker_run: the project's policy does not allow privileged containers", "main.lua:3:3",
                "policy = { privileged = true } in moondock.lua allows them",
                "http_request: the project's policy does not allow requests to evil.example.com", "main.lua:5:1",
            ] {
                refused.expect(errors: words)
            }
            #expect(!FileManager.default.fileExists(atPath: shop.shop + "/started"))
            // What is wrong is told first, as what it is.
            try shop.directory.write(
                "shop/main.lua", "docker_run { nme = \"web\", image = \"busybox:1\", privileged = true }\n")
            let wrong = try await shop.moondock(["run", "main.lua"])
            #expect(wrong.code == 2 && wrong.errors.contains("unknown option 'nme'"), "\(wrong)")
            // What only a run can show is rejected at the step.
            try shop.directory.write("shop/main.lua", "http_request { \"https://evil\" .. \".example.com/\" }\n")
            let late = try await shop.moondock(["run", "main.lua"])
            #expect(late.code == 4 && late.errors.contains("does not allow requests to evil.example.com"), "\(late)")
        }
    }

    @Test func librariesComeOnlyFromWhereThePolicySays() async throws {
        try await Workshop.with { shop in
            #expect(try await shop.publish().code == 0)
            try shop.directory.write(
                "other/moondock.lua",
                """
                return {
                  name = "acme/other", version = "1.0.0",
                  libraries = { ["acme.kit"] = { git = "\(shop.remote)", version = "1.0.0" } },
                }

                """)
            try shop.directory.write("other/lib/init.lua", "return require \"acme.kit\"\n")
            func manifest(_ sources: String) -> String {
                "return {\n  libraries = { [\"acme.kit\"] = { path = \"../other\" } },\n  policy = { sources = { \(sources) } },\n}\n"
            }
            try shop.directory.write("shop/moondock.lua", manifest("\"../other\""))
            let fetched = try await shop.moondock(["fetch", "--yes"])
            #expect(fetched.code == 4, "\(fetched)")
            fetched.expect(errors: "the project's policy allows no library from git \(shop.remote)")
            try shop.directory.write("shop/moondock.lua", manifest("\"path ../other\", \"file:///**\""))
            try await shop.ok("fetch", "--yes")
            #expect(try await shop.greeting() == "hello shop")
            try shop.directory.write("shop/moondock.lua", manifest("\"https://git.example.com/acme/*\""))
            let run = try await shop.moondock(["run", "main.lua"])
            #expect(run.code == 4, "\(run)")
            run.expect(errors: "moondock.lua:2")
            run.expect(errors: "the project's policy allows no library from path ../other")
            run.expect(errors: "policy.sources has \"https://git.example.com/acme/*\"")
        }
    }

    @Test func aLibraryIsReplacedByAFolderOnlyByWord() async throws {
        try await Workshop.with { shop in
            #expect(try await shop.publish().code == 0)
            try await shop.ok("add", shop.remote, "--yes")
            try await shop.commit("1.0.1", greeting: "changed")
            try shop.directory.write(
                "shop/moondock.local.lua", "return { replace = { [\"acme.kit\"] = { path = \"../kit\" } } }\n")
            let refused = try await shop.moondock(["run", "main.lua"])
            #expect(refused.code == 4, "\(refused)")
            refused.expect(errors: "moondock.local.lua replaces libraries by folders of this machine")
            refused.expect(errors: "--allow-local")
            let local = try await shop.moondock(["run", "main.lua", "--allow-local", "--json"])
            #expect(local.events.compactMap(\.message) == ["changed shop"], "\(local)")
            try shop.directory.write(
                "shop/moondock.local.lua", "return {\n  replace = { [\"acme.kid\"] = { path = \"../kit\" } },\n}\n")
            let unknown = try await shop.moondock(["run", "main.lua", "--allow-local"])
            #expect(unknown.code == 2, "\(unknown)")
            unknown.expect(errors: "moondock.local.lua:2")
            unknown.expect(errors: "the project has no library 'acme.kid' to replace")
            unknown.expect(errors: "did you mean 'acme.kit'?")
        }
    }

    @Test func aLibraryThatComesWithMoondockAsksLikeAllOthers() async throws {
        try await Workshop.with { shop in
            try shop.directory.write(
                "shop/main.lua",
                "local slack = require \"moondock.slack\"\nprint(pcall(slack.post, { token = \"x\", channel = \"c\", text = \"t\" }))\n"
            )
            let refused = try await shop.moondock(["run", "main.lua"])
            #expect(refused.code == 4, "\(refused)")
            refused.expect(errors: "moondock/slack@1.0.0 requests 'http https://slack.com' (to post messages)")
            try shop.directory.write(
                "shop/moondock.lua",
                """
                return {
                  libraries = { ["moondock.slack"] = { grants = { "http https://slack.com" } } },
                  policy = { hosts = { "nowhere.example.org" } },
                }

                """)
            // The policy keeps the test from asking anybody.
            let granted = try await shop.moondock(["run", "main.lua", "--json"])
            #expect(granted.code == 4, "\(granted)")
            #expect(granted.output.contains("does not allow requests to slack.com"), "\(granted)")
            try await shop.ok("list").expect("moondock/slack@1.0.0  moondock moondock.slack")
            try shop.directory.write("shop/moondock.lua", "return { libraries = { [\"moondock.slak\"] = {} } }\n")
            let unknown = try await shop.moondock(["run", "main.lua"])
            #expect(unknown.code == 2, "\(unknown)")
            unknown.expect(errors: "no library 'moondock.slak' comes with Moondock")
            unknown.expect(errors: "did you mean 'moondock.slack'?")
        }
    }

    @Test func filesAreGrantedByTheirPaths() async throws {
        try await Workshop.with { shop in
            try shop.directory.write(
                "kit/lib/init.lua",
                """
                return {
                  ---Copies.
                  copy = function(from, to) return write_file { to, text = read_file(from) } end,
                }

                """)
            try shop.directory.write(
                "kit/moondock.lua",
                """
                return {
                  name = "acme/kit", version = "1.0.0",
                  needs = { ["files.read templates/**"] = "to read", ["files.write **"] = "to write" },
                }

                """)
            try shop.directory.write(
                "shop/moondock.lua",
                """
                return { libraries = {
                  ["acme.kit"] = { path = "../kit", grants = { "files.read **", "files.write out/**" } },
                } }

                """)
            try shop.directory.write("shop/templates/a/web.conf", "listen\n")
            try shop.directory.write("shop/secret.txt", "secret\n")
            func run(_ from: String, _ to: String) async throws -> CommandOutcome {
                try shop.directory.write("shop/main.lua", "require(\"acme.kit\").copy(\"\(from)\", \"\(to)\")\n")
                return try await shop.moondock(["run", "main.lua"])
            }
            let fine = try await run("templates/a/web.conf", "out/b/web.conf")
            #expect(fine.code == 0, "\(fine)")
            #expect(try shop.read("out/b/web.conf") == "listen\n")
            for (from, to, words) in [
                ("secret.txt", "out/x", "it does not request 'files.read secret.txt'"),
                (
                    "templates/a/web.conf", "lib/x.lua",
                    "it requests 'files.write lib/x.lua', but moondock.lua does not grant it"
                ),
                ("templates/../secret.txt", "out/x", "templates/../secret.txt"),
            ] {
                let refused = try await run(from, to)
                #expect(refused.code == 4 || refused.code == 1, "\(refused)")
                refused.expect(errors: words)
            }
            #expect(!FileManager.default.fileExists(atPath: shop.shop + "/out/x"))
        }
    }
}
