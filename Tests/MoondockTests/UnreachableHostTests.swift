import DockerEngine
import DockerEngineTestSupport
import Foundation
import Testing

/// A host that does not answer keeps nothing from those that do.
@Suite(.timeLimit(.minutes(10))) struct UnreachableHostTests {
    private func socket(_ project: SampleProject) -> String { project.root + "/two.sock" }

    /// Two hosts; the second one's engine is whatever listens at a socket of the project's.
    private func environment(_ project: SampleProject) throws {
        try project.write(
            "environments/test.lua",
            """
            return { hosts = { ["web-1"] = { address = "\(project.address())" },
              ["web-2"] = { engine = "unix://\(socket(project))" } } }
            """)
    }

    @Test func aRunThatDoesNotUseItBeginsAndIsReported() async throws {
        try await SampleProject.with { project in
            try environment(project)
            try await SilentEngine.with(at: socket(project)) {
                let site = project.runSite("v1").replacing("host = \"web-1\"", with: "host = host")
                try project.recipe("for _, host in ipairs { \"web-1\" } do\n\(site)\nend\n")
                let outcome = try await project.runMain()
                #expect(outcome.code == 0, "\(outcome)")
                #expect(outcome.events.contains { $0.message?.hasPrefix("web-2: ") == true }, "\(outcome)")

                try project.recipe(project.runSite("v1"))
                let named = try await project.runMain()
                #expect(named.code == 0, "\(named)")
                #expect(
                    !named.events.contains { $0.message?.contains("web-2") == true }, "nobody asked it: \(named)")
            }
        }
    }

    @Test func aRunThatNamesItDoesNotBegin() async throws {
        try await SampleProject.with { project in
            try environment(project)
            try project.recipe(project.runSite("v1") + project.runSite("v1", on: 2))
            let outcome = try await project.runMain()
            #expect(outcome.code == 2, "\(outcome)")
            #expect(outcome.diagnostic?.message.contains("web-2: ") == true, "\(outcome)")
            #expect(try await project.containers().isEmpty)
        }
    }

    @Test(arguments: ["cancel", "resume"])
    func whatIsElsewhereIsUndoneAndResumed(_ command: String) async throws {
        try await SampleProject.with { project in
            guard case .unix(let engine) = project.engine.endpoint.transport else { return }
            try environment(project)
            try FileManager.default.createSymbolicLink(atPath: socket(project), withDestinationPath: engine)
            try project.recipe(
                """
                with_rollback("site", function ()
                  for _, host in ipairs { "web-1" } do
                \(project.runSite("v1").replacing("host = \"web-1\"", with: "host = host"))
                  end
                  wait_for_approval "Go on?"
                end)

                """)
            let parked = try await project.runMain()
            #expect(parked.code == 3, "\(parked)")
            let run = try #require(parked.run)
            try FileManager.default.removeItem(atPath: socket(project))
            try await SilentEngine.with(at: socket(project)) {
                if command == "resume" { #expect(try await project.moondock("approve", run).code == 0) }
                let outcome = try await project.moondock(command, run)
                #expect(outcome.code == 0, "\(outcome)")
                #expect(try await project.containers().count == (command == "resume" ? 1 : 0))
            }
        }
    }

    @Test func whatCannotBeRolledBackThereIsReportedAndTheRestIsUndone() async throws {
        try await SampleProject.with { project in
            guard case .unix(let engine) = project.engine.endpoint.transport else { return }
            try environment(project)
            try FileManager.default.createSymbolicLink(atPath: socket(project), withDestinationPath: engine)
            let waiting = """
                docker_run { host = "web-2", name = "\(project.fixture.name("two"))", image = "\(project.fixture.image)",
                  command = { "sleep", "600" }, healthy = { log = "never", within = "1h" }, stop_timeout = "1s" }
                """
            try project.recipe(
                "with_rollback(\"site\", function ()\n\(project.runSite("v1"))\(waiting)\nend)\n")
            let run = try await project.killMain(at: "the second one's health") { $0.isWaiting(for: "never") }
            try FileManager.default.removeItem(atPath: socket(project))
            let outcome = try await project.moondock("cancel", run)
            #expect(outcome.code == 5, "\(outcome)")
            #expect(outcome.errors.contains("not undone: docker_run"), "\(outcome)")
            #expect(outcome.errors.contains("web-2: "), "\(outcome)")
            #expect(try await project.containers()[project.site] == nil, "the first one is undone: \(outcome)")
        }
    }
}
