import DockerEngine
import DockerEngineTestSupport
import Foundation
import Testing

/// How containers come up, and what is said when they do not.
@Suite(.timeLimit(.minutes(20))) struct ContainerTests {
    @Test func anImageIsRunByItsId() async throws {
        try await SampleProject.with { project in
            try project.write("moondock.lua", "return {}\n")
            let id = try await project.engine.inspectImage(project.fixture.image).id
            try project.recipe(
                "docker_run { host = \"web-1\", name = \"\(project.site)\", image = \"\(id)\", command = { \"sleep\", \"60\" } }\n"
            )
            let run = try await project.runMain()
            #expect(run.code == 0, "\(run)")
            let container = try await project.engine.inspectContainer(project.container())
            #expect(container.imageID == id)
            try project.recipe("docker_push { \"\(id)\" }\n")
            let pushed = try await project.runMain()
            #expect(pushed.diagnostic?.message.contains("named by its id needs 'to'") == true, "\(pushed)")
        }
    }

    /// A container that runs a shell command.
    private func run(_ project: SampleProject, _ script: String, _ options: String = "", name: String? = nil) -> String
    {
        """
        docker_run { name = "\(name ?? project.site)", host = "web-1", image = "\(project.fixture.image)",
          command = { "sh", "-c", [[\(script)]] }, stop_timeout = "1s", \(options) }

        """
    }

    private func failure(
        of recipe: String, in project: SampleProject, at place: SourceLocation = #_sourceLocation
    ) async throws -> RunLine.Diagnostic {
        try project.recipe(recipe)
        let outcome = try await project.runMain()
        #expect(outcome.code == 1, "\(outcome)", sourceLocation: place)
        return try #require(outcome.diagnostic, sourceLocation: place)
    }

    @Test(arguments: [
        "healthy = { log = \"all set\", within = \"20s\" }", "healthy = { tcp = 8080, within = \"20s\" }",
    ])
    func aProbeSaysWhenItWorks(_ probe: String) async throws {
        try await SampleProject.with { project in
            try project.recipe(
                run(
                    project, "sleep 0.3; echo all set; exec httpd -f -p 8080 -h /www",
                    "ports = { \"8080:8080\" }, \(probe)"))
            let outcome = try await project.runMain()
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.events.contains { $0.type == "step_waiting" })
            #expect(try await project.containers().keys.sorted() == [project.container()])
        }
    }

    @Test func anImagesOwnHealthCheckIsHeard() async throws {
        try await SampleProject.with { project in
            let check =
                "HEALTHCHECK --interval=1s --retries=1 CMD [\"/bin/sh\", \"-c\", \"echo looked; cat /www/ok\"]\n"
            try project.writeApplication("FROM \(project.fixture.image)\n\(check)")
            let build = "local image = docker_build { context = \"apps/web\", tag = \"\(project.site):v1\" }\n"
            let start = { (script: String) in
                """
                docker_run { name = "\(project.site)", host = "web-1", image = image, replace = true,
                  command = { "sh", "-c", "\(script)" }, stop_timeout = "1s", healthy = { docker = true, within = "10m" } }

                """
            }
            try project.recipe(build + start("touch /www/ok; exec sleep 600"))
            let good = try await project.runMain()
            #expect(good.code == 0, "\(good)")
            let before = try await project.containers().mapValues(\.id)

            let bad = try await failure(of: build + start("exec sleep 600"), in: project)
            #expect(bad.code == "unhealthy")
            #expect(bad.message.contains("is not healthy"), "\(bad)")
            #expect(bad.details.contains { $0.contains("looked") }, "what the check printed: \(bad)")
            #expect(try await project.containers().mapValues(\.id) == before, "the old one is back")
        }
    }

    @Test func oneThatEndsAtOnceIsAFailureWithItsLastWords() async throws {
        try await SampleProject.with { project in
            let plain = try await failure(of: run(project, "echo no configuration; exit 7"), in: project)
            #expect(plain.code == "docker.ended")
            #expect(plain.message.contains("ended "), "\(plain)")
            #expect(plain.details.contains { $0.contains("no configuration") }, "\(plain)")

            let once = try await failure(of: run(project, "exit 7", "restart = \"no\""), in: project)
            #expect(once.message.contains("ended with exit code 7"), "\(once)")

            let probed = try await failure(
                of: run(
                    project, "echo gone; exit 9", "restart = \"no\", healthy = { log = \"never\", within = \"30s\" }"),
                in: project)
            #expect(probed.message.contains("ended with exit code 9"), "\(probed)")
            #expect(try await project.containers().isEmpty)
        }
    }

    @Test func oneThatNeedsMoreMemoryThanItMayHaveIsNamed() async throws {
        try await SampleProject.with { project in
            // One that the engine starts again has a new state as soon as it runs.
            let diagnostic = try await failure(
                of: run(
                    project, "x=aaaaaaaaaaaaaaaa; while :; do x=$x$x; done",
                    "memory = \"16MB\", restart = \"no\", healthy = { log = \"never\", within = \"60s\" }"), in: project
            )
            #expect(diagnostic.message.contains("ran out of memory and was killed"), "\(diagnostic)")
            #expect(diagnostic.excerpt?.position.line == 1)
        }
    }

    @Test func aNameThatIsTakenIsOnlyReplacedWhenRequested() async throws {
        try await SampleProject.with { project in
            try project.recipe(run(project, "exec sleep 600"))
            #expect(try await project.runMain().code == 0)
            let before = try await project.containers().mapValues(\.id)
            let diagnostic = try await failure(of: run(project, "exec sleep 600"), in: project)
            #expect(diagnostic.code == "docker.nameInUse")
            #expect(diagnostic.excerpt?.label == "add replace = true to replace it")
            #expect(try await project.containers().mapValues(\.id) == before)
        }
    }

    @Test func aPortThatSomebodyElseHasIsNamedAndNothingIsLeft() async throws {
        try await SampleProject.with { project in
            let ports = "ports = { \"8080:8080\" }"
            try project.recipe(run(project, "exec sleep 600", ports, name: project.fixture.name("other")))
            #expect(try await project.runMain().code == 0)
            let before = try await project.containers().mapValues(\.id)
            let diagnostic = try await failure(of: run(project, "exec sleep 600", ports), in: project)
            #expect(diagnostic.message.contains("\(project.address()):8080"), "\(diagnostic)")
            #expect(diagnostic.excerpt?.position.line == 1)
            #expect(try await project.containers().mapValues(\.id) == before, "nothing is left of the second one")
        }
    }

    /// A site on any free port, so that two of them can run at the same time.
    private func floatingSite(_ project: SampleProject, _ version: String) -> String {
        run(
            project, "echo \(version) > /www/index.html; exec httpd -f -p 8080 -h /www",
            "ports = { \"8080\" }, replace = true, healthy = { http = \"/\", port = 8080, within = \"30s\" }")
    }

    @Test func theNewOneStartsBeforeTheOldOneGoesWherePortsAllow() async throws {
        try await SampleProject.with { project in
            try project.recipe(floatingSite(project, "v1"))
            #expect(try await project.runMain().code == 0)
            let old = try #require(try await project.containers()[project.container()]?.id)
            try project.recipe(floatingSite(project, "v2"))
            let outcome = try await project.runMain { command in
                try await command.event("the new one's health") { $0.isWaiting(for: "HTTP /") }
                let status = try await project.engine.inspectContainer(old).state.isRunning
                #expect(status, "the old one serves until the new one is healthy")
            }
            #expect(outcome.code == 0, "\(outcome)")
            let after = try await project.containers()
            #expect(after.keys.sorted() == [project.container()])
            #expect(after[project.container()]?.id != old)
        }
    }

    @Test func stoppingTwiceIsNoError() async throws {
        try await SampleProject.with { project in
            try project.recipe(
                "local site = " + run(project, "exec sleep 600")
                    + "docker_stop { site, remove = true }\ndocker_stop { \"\(project.site)\", host = \"web-1\" }\n")
            let outcome = try await project.runMain()
            #expect(outcome.code == 0, "\(outcome)")
            #expect(try await project.containers().isEmpty)
        }
    }
}
