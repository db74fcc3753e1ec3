import DockerEngineTestSupport
import Foundation
import Testing

/// A release is built once, and what was built comes from the record from then on.
@Suite(.timeLimit(.minutes(20))) struct ReleaseRecordTests {
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

    @Test func laterRunsOfAVersionBuildNothing() async throws {
        try await withProject { project, _ in
            let first = try await project.release("v1")
            #expect(first.code == 0 && first.count(of: "docker_build") == 1, "\(first)")
            let second = try await project.release("v1")
            #expect(second.code == 0 && second.count(of: "docker_build") == 0, "\(second)")
            #expect(first.digest == second.digest && first.digest != nil)
            let made = try #require(try await project.releases().first)
            #expect(made["version"] as? String == "v1" && made["recipe"] as? String == "main.lua")
            #expect((made["images"] as? [[String: Any]])?.first?["digest"] as? String == first.digest)
            let shown = try await project.moondock("release", "show", "v1")
            #expect(shown.code == 0 && shown.output.contains("parameter version = v1"), "\(shown)")
        }
    }

    @Test(arguments: ["the folder", "the recipe", "a module"])
    func aVersionIsNeverTwoThings(_ what: String) async throws {
        try await withProject { project, _ in
            try project.write("lib/names.lua", "return {}\n")
            #expect(try await project.release("v1").code == 0)
            switch what {
            case "the folder": try project.write("apps/web/news.txt", "news")
            case "a module": try project.write("lib/names.lua", "return { web = 1 }\n")
            default:
                let text = try String(contentsOfFile: project.root + "/main.lua", encoding: .utf8)
                try project.recipe(text + "log(\"more\")\n")
            }
            let outcome = try await project.release("v1")
            #expect(outcome.code == 4, "\(outcome)")
            let diagnostic = try #require(outcome.diagnostic)
            #expect(diagnostic.message.contains("was released with other content"), "\(diagnostic)")
            let culprit = ["the folder": "apps/web", "the recipe": "main.lua", "a module": "lib/names.lua"][what] ?? ""
            #expect(diagnostic.details.contains { $0.contains(culprit) }, "\(diagnostic)")
            let promoted = try await project.moondock("promote", "v1", "--env", "test", "--json")
            #expect(promoted.code == 0 && promoted.count(of: "docker_build") == 0, "\(promoted)")
        }
    }

    @Test func createMakesAReleaseAndDeploysNothing() async throws {
        try await withProject { project, _ in
            let create = ["release", "create", "main.lua", "--env", "test", "--version", "v1"]
            let made = try await project.moondock(with: create)
            #expect(made.code == 0 && made.output.contains("released \(project.site) v1"), "\(made)")
            #expect(try await project.containers().isEmpty)
            let again = try await project.moondock(with: create)
            #expect(again.code == 0 && again.output.contains("nothing was built"), "\(again)")
            let run = try await project.release("v1")
            #expect(run.code == 0 && run.count(of: "docker_build") == 0, "\(run)")
            let next = try await project.moondock(
                "release", "create", "main.lua", "--env", "test", "--version", "v2")
            #expect(next.code == 0, "\(next)")
            let diff = try await project.moondock("release", "diff", "v1", "v2")
            #expect(diff.code == 0 && diff.output.contains("image web:"), "\(diff)")
            try project.write("plain.lua", "log(\"nothing is released here\")\n")
            let none = try await project.moondock("release", "create", "plain.lua")
            #expect(none.code == 2, "\(none)")
        }
    }

    @Test func aReleaseHoldsNothingButImagesAndPlainValues() async throws {
        try await SampleProject.with { project in
            try project.recipe(
                """
                local r = release { app = "notes", version = "v1", build = function ()
                  return { note = "text", numbers = { 1, 2 } }
                end }
                log(r.note .. #r.numbers .. r.images.note .. r.version)
                release { app = "keys", version = "v1", build = function () return { key = secret "KEY" } end }
                """)
            let outcome = try await project.runMain(environment: ["MOONDOCK_SECRET_KEY": "opensesame"])
            #expect(outcome.code == 1, "\(outcome)")
            #expect(outcome.events.contains { $0.message == "text2textv1" }, "\(outcome)")
            #expect(outcome.diagnostic?.message.contains("this is a secret") == true, "\(outcome)")
        }
    }

    @Test(arguments: ["docker_build", "record_release", "docker_run"])
    func aKilledRunMakesOneReleaseInTheEnd(_ place: String) async throws {
        try await withProject { project, _ in
            let run = try await project.killMain("--version", "v1", at: place) { $0.isStart(of: place) }
            let resumed = try await project.moondock("resume", run, "--json")
            #expect(resumed.code == 0, "\(resumed)")
            let releases = try await project.releases()
            #expect(releases.count == 1)
            let images = releases.first?["images"] as? [[String: Any]]
            #expect(images?.first?["digest"] as? String == resumed.digest)
            let again = try await project.release("v1", to: "staging")
            #expect(again.code == 0 && again.digest == resumed.digest, "\(again)")
        }
    }
}
