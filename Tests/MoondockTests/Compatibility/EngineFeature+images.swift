import ContainerRegistry
import DockerEngine
import DockerEngineTestSupport
import Foundation
import Testing

extension EngineFeature {
    static let images = [
        EngineFeature("docker_build: an image, with its arguments") { project in
            try project.writeApplication()
            let build =
                "docker_build { context = \"apps/web\", tag = \"\(project.site):1\", args = { VERSION = \"v7\" } }"
            let outcome = try await project.succeed(
                "local image = \(build)\n"
                    + project.job("cat /www/index.html").replacing("\"\(project.fixture.image)\"", with: "image"))
            try project.check(project.printed(by: outcome) == ["v7"], "\(outcome)")
        },
        EngineFeature("docker_build: RUN <<END in the Dockerfile") { project in
            try project.write(
                "app/Dockerfile", "FROM \(project.fixture.image)\nRUN <<END\necho one >/x\necho two >>/x\nEND\n")
            let outcome = try await project.succeed(
                "local image = docker_build { context = \"app\", tag = \"\(project.site):1\" }\n"
                    + project.job("cat /x").replacing("\"\(project.fixture.image)\"", with: "image"))
            try project.check(project.printed(by: outcome) == ["one two"], "\(outcome)")
        },
        EngineFeature("docker_build: a base image of a registry that asks who comes") { project in
            try await RegistryFixture.with(requiresLogin: true) { registry in
                let base = try registry.reference("base:1")
                try await project.engine.tagImage(project.fixture.image, as: base)
                _ = try await project.engine.pushImage(base, credentials: registry.credentials)
                try await project.engine.removeImage(base.description)
                let login = Data("\(RegistryFixture.username):\(RegistryFixture.password)".utf8).base64EncodedString()
                try project.write("docker/config.json", #"{"auths":{"\#(registry.address)":{"auth":"\#(login)"}}}"#)
                try project.write("app/Dockerfile", "FROM \(base)\nLABEL x=y\n")
                try await project.succeed(
                    "docker_build { context = \"app\", tag = \"\(project.site):1\", no_cache = true }\n",
                    environment: ["DOCKER_CONFIG": "\(project.root)/docker"])
            }
        },
        EngineFeature("docker_push: the digest is the registry's") { project in
            try await RegistryFixture.with { registry in
                let digest = try await pushed(project, to: registry)
                let found = try await RegistryClient(registry: registry.address).manifest(.tag("1"), in: "app")
                try project.check(found?.digest.text == digest, "\(digest), and the registry has \(found as Any)")
            }
        },
        EngineFeature("docker_run: an image that is pulled by its digest") { project in
            try await RegistryFixture.with { registry in
                let digest = try await pushed(project, to: registry)
                let image = "\(registry.address)/app@\(digest)"
                for name in ["\(registry.address)/app:1", "app:1", image] {
                    do {
                        try await project.engine.removeImage(name, force: true)
                    } catch let error as DockerError where error.code == .imageNotFound || error.code == .notFound {
                        // Each engine names it in its own way.
                    }
                }
                let outcome = try await project.succeed(
                    project.job("cat /x").replacing(project.fixture.image, with: image))
                try project.check(project.printed(by: outcome) == ["pushed"], "\(outcome)")
            }
        },
    ]

    private static func pushed(_ project: SampleProject, to registry: RegistryFixture) async throws -> String {
        try project.write(
            "app/Dockerfile", "FROM \(project.fixture.image)\nRUN [\"sh\", \"-c\", \"echo pushed >/x\"]\n")
        let outcome = try await project.succeed(
            """
            local i = docker_build { context = "app", tag = "app:1", push = "\(registry.address)", no_cache = true }
            log("JOB " .. i.digest)

            """)
        guard let digest = project.printed(by: outcome).first else { throw Wrong(description: "\(outcome)") }
        return digest
    }
}
