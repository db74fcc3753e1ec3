import Foundation
import Testing

/// The commands around runs.
@Suite(.timeLimit(.minutes(20))) struct CommandTests {
    @Test func initMakesAProjectWhoseRecipeRuns() async throws {
        try await SampleProject.with { project in
            let made = try await project.moondock("init", "fresh")
            #expect(made.code == 0, "\(made)")
            let run = try await project.moondock("run", "fresh/recipes/hello.lua", "--env", "local", "--name", "Ada")
            #expect(run.code == 0, "\(run)")
            #expect(run.errors.contains("Hello, Ada!"))
            let again = try await project.moondock("init", "fresh")
            #expect(again.output.contains("kept     moondock.lua"), "nothing is overwritten")
        }
    }

    @Test func helpOfARecipeComesFromItsHeader() async throws {
        try await SampleProject.with { project in
            try project.recipe(
                "recipe { summary = \"Release it\", params = { version = { \"string\", help = \"tag\" }, "
                    + "batch = { \"integer\", default = 2 } } }\n")
            let help = try await project.moondock("run", "main.lua", "--help")
            #expect(help.code == 0)
            #expect(help.output.contains("Release it"))
            #expect(help.output.contains("--version STRING"))
            #expect(help.output.contains("tag (required)"))
            #expect(help.output.contains("(default: 2)"))
            #expect(try await project.moondock("runs").output.contains("no runs yet"))
        }
    }

    @Test func doctorNamesWhatItFound() async throws {
        try await SampleProject.with { project in
            let healthy = try await project.moondock("doctor", "--json")
            #expect(healthy.code == 0, "\(healthy)")
            #expect(healthy.output.contains("\"check\":\"Docker Engine\""))
            #expect(healthy.output.contains("self-tests passed"))
            let sick = try await project.moondock("doctor", environment: ["DOCKER_HOST": "unix:///nobody.sock"])
            #expect(sick.code == 1)
            #expect(sick.output.contains("✗ Docker Engine"))
            #expect(sick.output.contains("→ "), "each failure has the line that mends it")
        }
    }

    @Test func wrongUsageEndsWithTwo() async throws {
        try await SampleProject.with { project in
            #expect(try await project.moondock("run").code == 2)
            #expect(try await project.moondock("nonsense").code == 2)
            #expect(try await project.moondock("show", "nothing-like-it").code == 2)
            let docs = try await project.moondock("docs", "docker_rum")
            #expect(docs.errors.contains("did you mean 'docker_run'?"))
            #expect(try await project.moondock("version").output.hasPrefix("moondock "))
        }
    }

    @Test func aRetryIsWhatItsLastAttemptCameTo() async throws {
        try await SampleProject.with { project in
            try project.recipe(
                "retry({ times = 2, backoff = 0.01 }, function(n) if n == 1 then fail \"early\" end "
                    + "sleep { \"1ms\" } end)\n")
            #expect(try await project.moondock("run", "main.lua").code == 0)
            let shown = try await project.moondock("show")
            #expect(shown.output.contains("✓ retry up to 2 times"), "\(shown)")
            #expect(shown.output.contains("✗ attempt 1 of 2"), "\(shown)")
        }
    }

    @Test func logsHoldWhatTheRecipeSaid() async throws {
        try await SampleProject.with { project in
            try project.recipe("log(\"first\")\nlog { \"second\", level = \"warning\" }\n")
            #expect(try await project.moondock("run", "main.lua").code == 0)
            let log = try await project.moondock("logs", "last").output
            #expect(log.contains("info: first"))
            #expect(log.contains("warning: second"))
        }
    }
}
