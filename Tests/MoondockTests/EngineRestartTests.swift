import DockerEngine
import DockerEngineTestSupport
import Foundation
import Testing

/// The Docker Engine is killed and started again in the middle of a step: the step says so or goes on, and the run can
/// be resumed to its end.
@Suite(.serialized, .timeLimit(.minutes(10))) struct EngineRestartTests {
    private func with(_ body: @Sendable (SampleProject, PrivateEngine) async throws -> Void) async throws {
        try await SampleProject.withOwnEngine(body)
    }

    /// Runs `main.lua`, restarts the engine at an event, and executes the run to its end.
    private func run(
        _ project: SampleProject, _ engine: PrivateEngine, restartAt what: Comment,
        _ matches: @Sendable (RunLine) -> Bool, then: @Sendable () throws -> Void = {}
    ) async throws -> CommandOutcome {
        let outcome = try await project.runMain { command in
            try await command.event(what, matches)
            try await engine.restart()
            try then()
        }
        if outcome.code != 0 {
            #expect(outcome.code == 1, "\(what): \(outcome)")
            let resumed = try await project.resumeLast(on: engine)
            #expect(resumed.code == 0, "\(what): \(resumed)")
        }
        #expect(try await project.answer() == "v1", what)
        #expect(try await project.containers().keys.sorted() == [project.container()], what)
        return outcome
    }

    @Test func inTheMiddleOfABuild() async throws {
        try await with { project, engine in
            try project.writeApplication(
                """
                FROM \(project.fixture.image)
                RUN ["/bin/sh", "-c", "echo slow; sleep 3; echo v1 > /www/index.html"]
                CMD ["/bin/httpd", "-f", "-p", "8080", "-h", "/www"]
                STOPSIGNAL SIGKILL

                """)
            try project.recipe(
                """
                local image = docker_build { context = "apps/web", tag = "\(project.site):v1" }
                docker_run { host = "web-1", name = "\(project.site)", image = image, ports = { "8080:8080" },
                  healthy = { http = "/", within = "10m" } }
                """)
            let outcome = try await run(project, engine, restartAt: "the build's output") {
                $0.line?.hasSuffix("slow") == true
            }
            #expect(outcome.code == 1, "\(outcome)")
            #expect(
                outcome.diagnostic?.message.contains("the connection broke before the engine said how it ended")
                    == true,
                "\(outcome)")
        }
    }

    @Test func inTheMiddleOfAStart() async throws {
        try await with { project, engine in
            try project.recipe(project.runSite("v1"))
            let outcome = try await run(project, engine, restartAt: "the start") { $0.isStart(of: "docker_run") }
            if outcome.code == 1 {
                #expect(outcome.diagnostic?.message.hasPrefix("docker_run: ") == true, "\(outcome)")
            }
        }
    }

    @Test func inTheMiddleOfAHealthWait() async throws {
        try await with { project, engine in
            try project.write("pages/index.html", "v1")
            try project.recipe(
                """
                docker_run { host = "web-1", name = "\(project.site)", image = "\(project.fixture.image)",
                  ports = { "8080:8080" }, command = { "httpd", "-f", "-p", "8080", "-h", "/pages" },
                  volumes = { "\(project.root)/pages:/pages:ro" },
                  healthy = { http = "/ready", within = "10m" }, stop_timeout = "1s" }
                """)
            let outcome = try await run(project, engine, restartAt: "a health question") { line in
                line.message?.contains("404") == true
            } then: {
                // Healthy from now on, if the container is there.
                try project.write("pages/ready", "yes")
            }
            if outcome.code == 1 {
                #expect(outcome.diagnostic?.message.hasPrefix("docker_run: ") == true, "\(outcome)")
            }
        }
    }
}
