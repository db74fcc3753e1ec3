import DockerEngine
import DockerEngineTestSupport
import Testing

/// An image is built once, and what was pushed is what runs.
@Suite(.timeLimit(.minutes(20))) struct PromotionTests {
    @Test func theVeryImageThatWasPushedRunsWhateverBecomesOfItsTag() async throws {
        try await SampleProject.with { project in
            try await RegistryFixture.with { registry in
                try project.writeApplication()
                try project.recipe(
                    """
                    local function build(version)
                      return docker_build {
                        context = "apps/web", tag = "site:latest", args = { VERSION = version },
                        push = "\(registry.address)/\(project.site)",
                      }
                    end
                    local tested = build "v1"
                    build "v2"
                    docker_run {
                      host = "web-1", name = "\(project.site)", image = tested, ports = { "8080:8080" },
                      healthy = { http = "/healthz", within = "10m" },
                    }
                    log("digest " .. tested.digest)
                    """)
                let outcome = try await project.runMain()
                #expect(outcome.code == 0, "\(outcome)")
                #expect(try await project.answer() == "v1")
                let digest = try #require(
                    outcome.events.compactMap(\.message).first { $0.hasPrefix("digest sha256:") }?.dropFirst(7))
                let id = try #require(try await project.containers()[project.container()]?.id)
                let container = try await project.engine.inspectContainer(id)
                let image = try await project.engine.inspectImage(container.imageID)
                #expect(image.repositoryDigests.contains { $0.hasSuffix("@\(digest)") }, "\(image.repositoryDigests)")
            }
        }
    }

    @Test func aMachineWithoutTheImagePullsItByDigest() async throws {
        try await SampleProject.with { project in
            try await RegistryFixture.with { registry in
                let tag = "\(registry.address)/\(project.site):v1"
                try project.writeApplication()
                try project.recipe(
                    """
                    local image = docker_build { context = "apps/web", tag = "\(tag)", args = { VERSION = "v1" } }
                    local pushed = docker_push { image, to = "\(tag)" }
                    wait_for_approval "Remove it here?"
                    docker_run {
                      host = "web-1", name = "\(project.site)", image = pushed, ports = { "8080:8080" },
                      healthy = { http = "/healthz", within = "10m" },
                    }
                    """)
                let outcome = try await project.runMain("--wait") { command in
                    let run = try await command.run()
                    try await command.event("the question") { $0.isWaiting(for: "Remove it here?") }
                    // What another machine would be: one that has never seen the image.
                    for image in try await project.engine.listImages(labels: ["moondock.run=\(run)"]) {
                        try await project.engine.removeImage(image.id, force: true)
                    }
                    let answer = try await project.moondock("approve", run)
                    #expect(answer.code == 0, "\(answer)")
                }
                #expect(outcome.code == 0, "\(outcome)")
                #expect(try await project.answer() == "v1")
            }
        }
    }

    @Test func aRegistryThatDoesNotAnswerIsNamed() async throws {
        try await SampleProject.with { project in
            try project.writeApplication()
            try project.recipe(
                """
                docker_build { context = "apps/web", tag = "site:v1", args = { VERSION = "v1" },
                  push = "127.0.0.1:1/\(project.site)" }
                """)
            let outcome = try await project.runMain()
            #expect(outcome.code == 1, "\(outcome)")
            let diagnostic = try #require(outcome.diagnostic)
            #expect(diagnostic.message.contains("127.0.0.1:1"), "\(diagnostic)")
            #expect(diagnostic.excerpt?.position.line == 1)
        }
    }
}
