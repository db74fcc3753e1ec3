import DockerEngine
import DockerEngineTestSupport
import Foundation
import Testing

/// Wrong input is rejected with its place and what to do, before anything happens.
@Suite(.timeLimit(.minutes(20))) struct BadInputTests {
    /// Refused with exit code 2, with these words, and nothing happened: no run, no container, no backup.
    private func expectRejection(
        of recipe: String, _ arguments: [String] = [], saying words: String...,
        at place: SourceLocation = #_sourceLocation
    ) async throws {
        try await SampleProject.with { project in
            try await project.writeDatabase(rows: 1)
            try project.recipe(project.backUp + recipe.replacing("SITE", with: project.site))
            let outcome = try await project.moondock(with: ["run", "main.lua"] + arguments)
            #expect(outcome.code == 2, "\(outcome)", sourceLocation: place)
            for word in words {
                #expect(
                    outcome.errors.contains(word) || outcome.output.contains(word), "\(outcome)", sourceLocation: place)
            }
            try await expectNothing(in: project, at: place)
        }
    }

    private func expectNothing(in project: SampleProject, at place: SourceLocation = #_sourceLocation) async throws {
        #expect(
            try await project.moondock("runs", "--json").output.isEmpty, "no run was recorded", sourceLocation: place)
        #expect(try await project.containers().isEmpty, sourceLocation: place)
        #expect(!FileManager.default.fileExists(atPath: project.root + "/backups"), sourceLocation: place)
    }

    @Test func aSyntaxError() async throws {
        try await expectRejection(of: "log(\"a\"\nlog(\"b\")\n", saying: "error: ", "main.lua:3", "')'")
    }

    @Test func anUnknownPrimitive() async throws {
        try await expectRejection(
            of: "docker_bild { context = \"apps/web\", tag = \"x:1\" }\n", saying: "main.lua:2:1", "docker_bild",
            "did you mean 'docker_build'?")
    }

    @Test func anUnknownOptionAfterAnEffect() async throws {
        try await expectRejection(
            of: "docker_run { name = \"SITE\", image = \"a:1\",\n  port = { \"80:80\" } }\n", saying: "main.lua:3:3",
            "docker_run: unknown option 'port'", "did you mean 'ports'?", "moondock docs docker_run")
    }

    @Test func anUnknownOptionOnAPathThatMayNeverBeTaken() async throws {
        try await expectRejection(
            of:
                "local function later()\n  sleep { duration = \"1s\", durration = 2 }\nend\nif false then later() end\n",
            saying: "main.lua:3", "unknown option 'durration'", "did you mean 'duration'?")
    }

    @Test func aValueOfTheWrongType() async throws {
        try await expectRejection(
            of: "docker_run { name = \"SITE\", image = \"a:1\", ports = \"80:80\" }\n", saying: "main.lua:2", "ports",
            "list")
    }

    @Test func anOptionThatIsMissing() async throws {
        try await expectRejection(
            of: "docker_run { name = \"SITE\" }\n", saying: "main.lua:2:1", "docker_run needs 'image'")
    }

    private static let header = "recipe { params = { version = { \"string\", help = \"what to release\" } } }\n"

    @Test func aParameterThatIsMissing() async throws {
        try await expectParameterRejection(
            [], saying: "parameter 'version' is missing: what to release", "--version STRING")
    }

    @Test func aParameterThatDoesNotExist() async throws {
        try await expectParameterRejection(
            ["--version", "v1", "--versoin", "v2"], saying: "no parameter 'versoin'", "did you mean --version?")
    }

    private func expectParameterRejection(
        _ arguments: [String], saying words: String..., at place: SourceLocation = #_sourceLocation
    ) async throws {
        try await SampleProject.with { project in
            try await project.writeDatabase(rows: 1)
            try project.recipe(Self.header + project.backUp)
            let outcome = try await project.moondock(with: ["run", "main.lua"] + arguments)
            #expect(outcome.code == 2, "\(outcome)", sourceLocation: place)
            for word in words { #expect(outcome.errors.contains(word), "\(outcome)", sourceLocation: place) }
            try await expectNothing(in: project, at: place)
        }
    }

    @Test func anUnknownEnvironment() async throws {
        try await expectRejection(
            of: "", ["--env", "tets"], saying: "no environment 'tets'", "environments/tets.lua", "did you mean 'test'?")
    }

    @Test func anEnvironmentThatDoesMoreThanToBeData() async throws {
        try await SampleProject.with { project in
            try project.write("environments/test.lua", "return { hosts = {}, site = os.getenv(\"HOME\") }\n")
            try project.recipe("log(environment().site)\n")
            let outcome = try await project.moondock("run", "main.lua", "--env", "test")
            #expect(outcome.code == 2, "\(outcome)")
            #expect(outcome.errors.contains("environments/test.lua:1"))
            try await expectNothing(in: project)
        }
    }

    @Test func aRecipeThatDoesNotExist() async throws {
        try await SampleProject.with { project in
            let outcome = try await project.moondock("run", "nothing.lua")
            #expect(outcome.code == 2, "\(outcome)")
            #expect(outcome.errors.contains("there is no recipe at nothing.lua"))
        }
    }

    @Test func anEngineThatDoesNotAnswer() async throws {
        try await SampleProject.with { project in
            try await project.writeDatabase(rows: 1)
            try project.recipe(project.backUp + project.runSite("v1"))
            let outcome = try await project.moondock(
                "run", "main.lua", "--env", "test", environment: ["DOCKER_HOST": "unix:///nowhere/docker.sock"])
            #expect(outcome.code == 2, "\(outcome)")
            for word in ["/nowhere/docker.sock", "main.lua:2", "moondock doctor"] {
                #expect(outcome.errors.contains(word), "\(outcome)")
            }
            try await expectNothing(in: project)
        }
    }

    @Test func aDockerfileThatIsMissing() async throws {
        try await SampleProject.with { project in
            try await project.writeDatabase(rows: 1)
            try project.write("apps/web/index.html", "hello")
            try project.recipe(
                project.backUp + "docker_build { context = \"apps/web\", tag = \"\(project.site):v1\" }\n")
            let outcome = try await project.moondock("run", "main.lua")
            #expect(outcome.code == 2, "\(outcome)")
            for word in ["main.lua:2", "apps/web/Dockerfile"] { #expect(outcome.errors.contains(word), "\(outcome)") }
            try await expectNothing(in: project)
        }
    }

    @Test func aDatabaseThatIsMissing() async throws {
        try await SampleProject.with { project in
            try project.recipe(project.backUp)
            let outcome = try await project.moondock("run", "main.lua")
            #expect(outcome.code == 1 || outcome.code == 2, "\(outcome)")
            for word in ["main.lua:1", "data/shop.sqlite"] {
                #expect((outcome.errors + outcome.output).contains(word), "\(outcome)")
            }
            #expect(try await project.containers().isEmpty)
        }
    }
}
