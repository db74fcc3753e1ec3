import ContainerRegistry
import DockerEngine
import DockerEngineTestSupport
import Foundation
import Subprocess
import Testing

/// The same image by digest from test to production, on any machine, and nothing that has not had its turn.
@Suite(.timeLimit(.minutes(20))) struct ReleasePromotionTests {
    private func withProject(
        lifecycle: String = "{ \"test\", \"staging\", \"production\" }",
        _ body: @Sendable @escaping (SampleProject, RegistryFixture) async throws -> Void
    ) async throws {
        try await SampleProject.with { project in
            try await RegistryFixture.with { registry in
                try project.releasing(to: registry, lifecycle: lifecycle)
                try await body(project, registry)
            }
        }
    }

    @Test func aReleaseGoesFromPhaseToPhase() async throws {
        try await withProject { project, _ in
            let made = try await project.release("v1")
            #expect(made.code == 0, "\(made)")
            let early = try await project.moondock("promote", "v1", "--env", "production")
            #expect(early.code == 4 && early.errors.contains("was not deployed to staging"), "\(early)")
            let run = try await project.release("v1", to: "production")
            #expect(run.code == 4 && run.diagnostic?.message.contains("staging") == true, "\(run)")
            // A tag that is moved meanwhile is nobody's business.
            try project.write("apps/web/evil", "")
            let moved = try await project.moondock("run", "main.lua", "--env", "test", "--version", "v1")
            #expect(moved.code == 4, "\(moved)")
            for environment in ["staging", "production"] {
                let promoted = try await project.moondock("promote", "v1", "--env", environment, "--json")
                #expect(promoted.code == 0 && promoted.digest == made.digest, "\(promoted)")
            }
            let standings = try await project.moondock("environments")
            #expect(standings.code == 0, "\(standings)")
            #expect(standings.output.components(separatedBy: "as deployed").count == 4, "\(standings)")
        }
    }

    @Test func aPhaseIsLeftOutOnRecord() async throws {
        try await withProject { project, _ in
            #expect(try await project.release("v1").code == 0)
            let skipped = try await project.moondock(
                "promote", "v1", "--env", "production", "--skip-phase", "tested by hand", "--json")
            #expect(skipped.code == 0, "\(skipped)")
            #expect(skipped.events.contains { $0.message?.contains("tested by hand") == true }, "\(skipped)")
            let standing = try await project.moondock("environments", "production", "--json")
            #expect(standing.output.contains("\"skip_reason\":\"tested by hand\""), "\(standing)")
        }
    }

    @Test func approversOfAPhaseAreAsked() async throws {
        try await withProject(lifecycle: "{ \"test\", { \"production\", approvers = { \"root\" } } }") { project, _ in
            #expect(try await project.release("v1").code == 0)
            let waiting = try await project.moondock("promote", "v1", "--env", "production", "--json")
            #expect(waiting.code == 3, "\(waiting)")
            #expect(try await project.answer(of: 3) == nil, "nothing is deployed before they agree")
            let run = try #require(waiting.run)
            let resumed = try await project.moondock("approve", run, "--resume")
            #expect(resumed.code == 0, "\(resumed)")
            #expect(try await project.answer(of: 3) == "v1")
        }
    }

    @Test func aRollbackDeploysWhatRanBefore() async throws {
        try await withProject { project, _ in
            try await project.writeDatabase()
            #expect(try await project.release("v1").code == 0)
            let none = try await project.moondock("rollback", "--env", "test")
            #expect(none.code == 2, "\(none)")
            let text = try String(contentsOfFile: project.root + "/main.lua", encoding: .utf8)
            try project.recipe(project.backUp + text)
            #expect(try await project.release("v2").code == 0)
            #expect(try await project.answer() == "v2")
            let back = try await project.moondock("rollback", "--env", "test")
            #expect(back.code == 0, "\(back)")
            #expect(back.errors.contains("backups were made there since"), "\(back)")
            #expect(back.errors.contains("cp '"), "it says how to restore one: \(back)")
            #expect(try await project.answer() == "v1")
            let forward = try await project.moondock("rollback", "--env", "test", "--to", "v2")
            #expect(forward.code == 0, "\(forward)")
            #expect(try await project.answer() == "v2")
        }
    }

    @Test func whatWasChangedByHandIsShown() async throws {
        try await withProject { project, _ in
            #expect(try await project.release("v1").code == 0)
            let id = try #require(try await project.containers().values.first?.id)
            try await project.engine.removeContainer(id, force: true)
            let standing = try await project.moondock("environments", "test")
            #expect(standing.output.contains("differs") && standing.output.contains("it is gone"), "\(standing)")
            let offline = try await project.moondock("environments", "test", "--offline")
            #expect(offline.output.contains("not asked"), "\(offline)")
        }
    }

    @Test func anotherMachineNeedsNothingButTheRegistry() async throws {
        try await withProject { project, registry in
            let key = try await Self.key(in: project)
            let made = try await project.release("v1")
            #expect(made.code == 0, "\(made)")
            #expect(try await project.moondock("promote", "v1", "--env", "staging").code == 0)
            let place = "\(registry.address)/releases/\(project.site):v1"
            let pushed = try await project.moondock("release", "push", place, "--key", key)
            #expect(pushed.code == 0, "\(pushed)")
            for image in try await project.engine.listImages(labels: ["moondock.run=\(made.run ?? "")"]) {
                try? await project.engine.removeImage(image.id, force: true)
            }
            try await TemporaryDirectory.with { other in
                let there = ["--project", other.path, "--state", other.path + "/.moondock"]
                let pulled = try await project.moondock(with: ["release", "pull", place] + there)
                #expect(pulled.code == 0 && pulled.output.contains("signed by ED25519"), "\(pulled)")
                let promoted = try await project.moondock(
                    with: ["promote", "v1", "--env", "production", "--json"] + there)
                #expect(promoted.code == 0 && promoted.digest == made.digest, "\(promoted)")
                #expect(try await project.answer(of: 3) == "v1")
            }
        }
    }

    @Test func whatWasTamperedWithIsRejected() async throws {
        try await withProject { project, registry in
            let key = try await Self.key(in: project)
            #expect(try await project.release("v1").code == 0)
            let place = "\(registry.address)/releases/\(project.site):v1"
            #expect(try await project.moondock("release", "push", place, "--key", key).code == 0)
            let client = RegistryClient(registry: registry.address)
            let name = "releases/\(project.site)"
            let manifest = try #require(try await client.manifest(.tag("v1"), in: name)?.imageManifest)
            // Somebody puts another record under the same signature.
            let config = try await client.content(manifest.config, in: name, limit: 1 << 20)
            let forged = Array(String(decoding: config, as: UTF8.self).replacing("\"v1\"", with: "\"v2\"").utf8)
            var changed = manifest
            changed.config = ContentDescriptor(mediaType: manifest.config.mediaType, content: forged)
            try await client.push(forged, to: name)
            try await client.push(try StoredManifest(changed), as: .tag("v1"), to: name)
            try await TemporaryDirectory.with { other in
                let there = ["--project", other.path, "--state", other.path + "/.moondock"]
                let pulled = try await project.moondock(with: ["release", "pull", place] + there)
                #expect(
                    pulled.code == 4 && pulled.errors.contains("its signature is not one of this release"), "\(pulled)")
                let list = try await project.moondock(with: ["release", "list"] + there)
                #expect(list.output.contains("no releases yet"), "\(list)")
            }
        }
    }

    @Test func aVersionThatIsAnotherReleaseHereIsRejected() async throws {
        try await withProject { project, registry in
            #expect(try await project.release("v1").code == 0)
            let place = "\(registry.address)/releases/\(project.site):v1"
            #expect(try await project.moondock("release", "push", place, "--unsigned").code == 0)
            try FileManager.default.removeItem(atPath: project.root + "/.moondock")
            try project.write("apps/web/other.txt", "other")
            #expect(try await project.release("v1").code == 0)
            let pulled = try await project.moondock("release", "pull", place)
            #expect(pulled.code == 4 && pulled.errors.contains("another release here"), "\(pulled)")
            let pushed = try await project.moondock("release", "push", place, "--unsigned")
            #expect(pushed.code == 4 && pushed.errors.contains("another release already"), "\(pushed)")
        }
    }

    private static func key(in project: SampleProject) async throws -> String {
        let key = project.root + "/key"
        _ = try await run(
            .name("ssh-keygen"), arguments: ["-q", "-t", "ed25519", "-N", "", "-f", key], output: .discarded)
        return key
    }
}
