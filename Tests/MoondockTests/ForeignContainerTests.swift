import DockerEngine
import DockerEngineTestSupport
import Foundation
import Testing

/// Containers that the project has not made are others'.
@Suite(.timeLimit(.minutes(10))) struct ForeignContainerTests {
    private func with(
        labels: [String: String] = [:], _ body: @Sendable (SampleProject, String) async throws -> Void
    ) async throws {
        try await SampleProject.with { project in
            var config = project.fixture.container("theirs", command: ["sleep", "600"])
            config.labels.merge(labels) { $1 }
            let id = try await project.engine.createContainer(config)
            try await project.engine.startContainer(id)
            try await body(project, id)
        }
    }

    private func isRunning(_ project: SampleProject, _ id: String) async throws -> Bool {
        do {
            return try await project.engine.inspectContainer(id).state.isRunning
        } catch let error as DockerError where error.code == .notFound {
            return false
        }
    }

    private static let anothers = ["moondock.project": "another", "moondock.name": "theirs"]

    @Test(arguments: [[:], anothers, ["moondock.project": "ours-by-image"]])
    func stoppingOneIsRejected(_ labels: [String: String]) async throws {
        try await with(labels: labels) { project, id in
            let name = project.fixture.name("theirs")
            try project.recipe("docker_stop { \"\(name)\", remove = true }\n")
            let outcome = try await project.runMain()
            #expect(outcome.diagnostic?.code == "docker.foreign", "\(outcome)")
            #expect(try await isRunning(project, id))

            try project.recipe("docker_stop { \"\(name)\", remove = true, adopt = true }\n")
            let adopting = try await project.runMain()
            #expect(adopting.code == 4, "\(adopting)")
            #expect(adopting.diagnostic?.code == "policy.foreign_containers", "\(adopting)")
            #expect(try await isRunning(project, id))

            try project.write("moondock.lua", "return { policy = { foreign_containers = true } }\n")
            #expect(try await project.runMain().code == 0)
            #expect(try await !isRunning(project, id))
        }
    }

    @Test func anotherProjectsIsNotReplaced() async throws {
        try await with(labels: Self.anothers) { project, id in
            let run = """
                docker_run { name = "\(project.fixture.name("theirs"))", image = "\(project.fixture.image)",
                  replace = true, command = { "sleep", "600" }, stop_timeout = "1s", %@ }
                """
            try project.recipe(run.replacing("%@", with: ""))
            let outcome = try await project.runMain()
            #expect(outcome.diagnostic?.message.contains("belongs to project another") == true, "\(outcome)")
            #expect(try await isRunning(project, id))

            try project.write(
                "moondock.lua", "return { policy = { foreign_containers = true, unpinned_images = true } }\n")
            try project.recipe(run.replacing("%@", with: "adopt = true"))
            #expect(try await project.runMain().code == 0)
            #expect(try await !isRunning(project, id))
        }
    }

    @Test func aLibraryReplacesNothingThatIsNobodys() async throws {
        try await with { project, id in
            let name = project.fixture.name("theirs")
            try project.write(
                "libraries/kit/moondock.lua",
                "return { name = \"acme/kit\", version = \"1.0.0\", exports = { \"init\" }, needs = { [\"docker.run\"] = \"x\" } }\n"
            )
            try project.write(
                "libraries/kit/lib/init.lua",
                """
                local kit = {}
                function kit.go()
                  docker_run { name = "\(name)", image = "\(project.fixture.image)", replace = true,
                    command = { "sleep", "600" }, stop_timeout = "1s" }
                end
                return kit
                """)
            try project.write(
                "moondock.lua",
                """
                return { policy = { unpinned_images = true },
                  libraries = { ["acme.kit"] = { path = "libraries/kit", grants = { "docker.run" } } } }
                """)
            try project.recipe("require(\"acme.kit\").go()\n")
            let outcome = try await project.runMain()
            #expect(outcome.diagnostic?.message.contains("was not made by Moondock") == true, "\(outcome)")
            #expect(try await isRunning(project, id))
        }
    }

    @Test(arguments: ["docker_run { name = \"web\", image = \"x:1\"", "docker_build { context = \".\", tag = \"x:1\""])
    func labelsOfOursCannotBeSet(_ call: String) async throws {
        try await SampleProject.with { project in
            try project.write("Dockerfile", "FROM scratch\n")
            try project.recipe("\(call), labels = { [\"moondock.project\"] = \"another\" } }\n")
            let outcome = try await project.runMain()
            #expect(outcome.code == 2, "\(outcome)")
            #expect(outcome.diagnostic?.message.contains("are Moondock's own") == true, "\(outcome)")
        }
    }
}
