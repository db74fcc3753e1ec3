import DockerEngine
import DockerEngineTestSupport
import Foundation
import Testing

/// Folders in containers, end to end: what a recipe or a library cannot get at through them.
@Suite(.timeLimit(.minutes(10))) struct MountTests {
    private func run(_ project: SampleProject, _ volume: String, _ more: String = "", command: String = "sleep 600")
        -> String
    {
        """
        docker_run { name = "\(project.site)", image = "\(project.fixture.image)", volumes = { "\(volume)" },
          command = { "sh", "-c", [[\(command)]] }, stop_timeout = "5s", \(more) }

        """
    }

    @Test(arguments: [".", "./recipes", "./to-root", "./.moondock", "$ROOT", "$ROOT/lib"], ["", "local v = \"%\" "])
    func whatDecidesIsNotGivenToContainers(_ folder: String, _ computed: String) async throws {
        try await SampleProject.with { project in
            for file in ["recipes/a.lua", "lib/a.lua"] { try project.write(file, "return {}\n") }
            symlink(".", "\(project.root)/to-root")
            let volume = folder.replacing("$ROOT", with: project.root) + ":/x"
            let call = run(project, volume)
            try project.recipe(
                computed.isEmpty
                    ? call : computed.replacing("%", with: volume) + call.replacing("\"\(volume)\"", with: "v"))
            let outcome = try await project.runMain()
            #expect(outcome.code == 4, "\(outcome)")
            #expect(outcome.diagnostic?.code == "policy.mounts", "\(outcome)")
            #expect(try await project.containers().isEmpty)
        }
    }

    /// The old container puts a link in the place of a folder while it is stopped for the new one.
    @Test func theOldOneCannotSwapWhatTheNewOneGets() async throws {
        try await SampleProject.with { project in
            try project.write("data/flip/file", "x")
            let swap = "trap 'rm -r /p/flip; ln -s / /p/flip; exit 0' TERM; while :; do sleep 0.1; done"
            try project.recipe(
                run(project, "./data:/p", command: swap)
                    + run(
                        project, "./data/flip:/h", "replace = true, overlap = false",
                        command: "touch /h\(project.root)/written; sleep 600"))
            let outcome = try await project.runMain()
            #expect(outcome.code == 1, "\(outcome)")
            #expect(outcome.diagnostic?.code == "docker.mountWritable", "\(outcome)")
            #expect(!FileManager.default.fileExists(atPath: project.root + "/written"))
            let left = try await project.engine.inspectContainer(project.site)
            #expect(left.state.isRunning && left.mounts.contains { $0.source?.hasSuffix("/data") == true })
        }
    }

    @Test func aFolderIsHandedOverFromOneToTheNext() async throws {
        try await SampleProject.with { project in
            try project.write("data/count", "")
            let count = "echo x >> /p/count; sleep 600"
            try project.recipe(
                run(project, "./data:/p", "replace = true", command: count)
                    + run(project, "./data:/p", "replace = true", command: count)
                    + run(project, "./data:/p:ro", "replace = true"))
            let outcome = try await project.runMain()
            #expect(outcome.code == 0, "\(outcome)")
            #expect(try String(contentsOfFile: project.root + "/data/count", encoding: .utf8) == "x\nx\n")
        }
    }

    @Test func aDockerfileObeysThePolicyForImages() async throws {
        try await SampleProject.with { project in
            let id = try await project.engine.inspectImage(project.fixture.image).id
            try project.write("moondock.lua", "return {}\n")
            try project.write("app/Dockerfile", "ARG BASE=\(project.fixture.image)\nFROM ${BASE}\nLABEL a=1\n")
            func built(_ arguments: String) async throws -> CommandOutcome {
                try project.recipe("docker_build { context = \"app\", tag = \"\(project.site):1\"\(arguments) }\n")
                return try await project.runMain()
            }
            let refused = try await built("")
            #expect(refused.code == 4, "\(refused)")
            #expect(refused.diagnostic?.code == "policy.unpinned_images", "\(refused)")
            #expect(refused.diagnostic?.message.contains("line 2 of app/Dockerfile") == true, "\(refused)")
            let pinned = try await built(", args = { BASE = \"\(id)\" }")
            #expect(pinned.code == 0, "\(pinned)")
            try project.write("moondock.lua", "return { policy = { unpinned_images = true } }\n")
            #expect(try await built("").code == 0)
        }
    }
}
