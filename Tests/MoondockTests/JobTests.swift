import DockerEngine
import DockerEngineTestSupport
import Foundation
import Testing

/// `docker_run { wait = "exit" }`: what is to come to its end.
@Suite(.timeLimit(.minutes(10))) struct JobTests {
    private func job(_ project: SampleProject, _ script: String, _ options: String = "") -> String {
        """
        docker_run { name = "\(project.site)", host = "web-1", image = "\(project.fixture.image)", wait = "exit",
          command = { "sh", "-c", [[\(script)]] }, stop_timeout = "1s", \(options) }
        """
    }

    @Test func itsEndIsTheResultAndNothingIsLeft() async throws {
        try await SampleProject.with { project in
            try project.recipe(
                """
                local migration = \(job(project, "echo one; echo two >&2; exit 3", "ok_codes = { 3 }"))
                log("code " .. migration.code .. ": " .. migration.output:gsub("\\n", " "))
                """)
            let outcome = try await project.runMain()
            #expect(outcome.code == 0, "\(outcome)")
            #expect(
                outcome.events.contains {
                    $0.message?.contains("code 3: ") == true && $0.message?.contains("one") == true
                })
            #expect(outcome.events.contains { $0.line == "two" }, "its output goes to the log: \(outcome)")
            #expect(try await project.containers().isEmpty)
        }
    }

    /// What a recipe reads is what was printed; only people are spared lines that say the same.
    @Test func itsOutputIsAllThatItPrinted() async throws {
        try await SampleProject.with { project in
            let output = project.root + "/output"
            try project.recipe(
                """
                local count = \(job(project, "echo 33554432; echo 50000; echo same; echo same"))
                write_file { path = "output", text = count.output }
                """)
            let outcome = try await project.runMain()
            #expect(outcome.code == 0, "\(outcome)")
            #expect(try String(contentsOfFile: output, encoding: .utf8) == "33554432\n50000\nsame\nsame\n")
        }
    }

    @Test func aFailureIsAFailureAndNothingIsLeft() async throws {
        try await SampleProject.with { project in
            try project.recipe(job(project, "echo no such table; sleep 0.5; exit 5"))
            let outcome = try await project.runMain()
            #expect(outcome.code == 1, "\(outcome)")
            #expect(outcome.diagnostic?.code == "docker.ended")
            #expect(outcome.diagnostic?.message.contains("ended with exit code 5") == true, "\(outcome)")
            #expect(outcome.diagnostic?.details.contains { $0.contains("no such table") } == true, "\(outcome)")
            #expect(try await project.containers().isEmpty)
        }
    }

    /// A migration is a part of a release like any other; there is nothing of it to roll back.
    @Test func itCanStandInABlockThatIsRolledBack() async throws {
        try await SampleProject.with { project in
            try project.recipe(
                """
                local code = with_rollback("release", function ()
                  return \(job(project, "echo migrated")).code
                end)
                log("code " .. code)
                with_rollback("release", function ()
                  \(job(project, "echo migrated"))
                  \(job(project, "exit 4"))
                end)
                """)
            let outcome = try await project.runMain()
            #expect(outcome.code == 1, "\(outcome)")
            #expect(outcome.events.contains { $0.message == "code 0" }, "\(outcome)")
            #expect(outcome.diagnostic?.message.contains("ended with exit code 4") == true, "\(outcome)")
            #expect(try await project.containers().isEmpty)
        }
    }

    @Test func itsTimeIsLimited() async throws {
        try await SampleProject.with { project in
            try project.recipe(job(project, "echo waiting; exec sleep 600", "timeout = \"1s\""))
            let outcome = try await project.runMain()
            #expect(outcome.diagnostic?.code == "docker.timeout", "\(outcome)")
            #expect(
                outcome.diagnostic?.message.contains("did not end within 1 s and was stopped") == true, "\(outcome)")
            #expect(try await project.containers().isEmpty)
        }
    }

    /// A job that says when it is at work, and ends when it is told to.
    private func gated(_ project: SampleProject) -> String {
        job(
            project, "echo at work >> /work/log; while ! test -e /work/go; do sleep 0.1; done; echo done; exit 0",
            "volumes = { \"\(project.root)/work:/work\" }")
    }

    private func lines(_ project: SampleProject) throws -> Int {
        try String(contentsOfFile: project.root + "/work/log", encoding: .utf8).split(separator: "\n").count
    }

    @Test func oneThatWasBegunIsWaitedForAndNotBegunAgain() async throws {
        try await SampleProject.with { project in
            try project.write("work/log", "")
            try project.recipe(gated(project))
            _ = try await project.killMain(at: "the job") { $0.isWaiting(for: "to end") }
            try await waitFor("the job's first line") { try lines(project) == 1 }
            try project.write("work/go", "")
            let outcome = try await project.moondock("resume", "last", "--json")
            #expect(outcome.code == 0, "\(outcome)")
            #expect(try lines(project) == 1, "it ran once")
            #expect(try await project.containers().isEmpty)
        }
    }

    @Test func oneThatEndedMeanwhileIsNotBegunAgain() async throws {
        try await SampleProject.with { project in
            try project.write("work/log", "")
            try project.recipe(gated(project))
            _ = try await project.killMain(at: "the job") { $0.isWaiting(for: "to end") }
            try project.write("work/go", "")
            try await waitFor("the job's end") {
                try await project.containers().values.allSatisfy { $0.status == .exited }
            }
            let outcome = try await project.moondock("resume", "last", "--json")
            #expect(outcome.code == 0, "\(outcome)")
            #expect(try lines(project) == 1, "it ran once")
            #expect(try await project.containers().isEmpty)
        }
    }

    @Test func oneThatIsCancelledIsEndedAndGone() async throws {
        try await SampleProject.with { project in
            try project.write("work/log", "")
            try project.recipe(gated(project))
            let live = try await project.runMain { command in
                try await command.event("the job") { $0.isWaiting(for: "to end") }
                command.send(SIGINT)
            }
            #expect(live.code == 130, "\(live)")
            #expect(live.events.contains { $0.message?.contains("was ended before it was done") == true }, "\(live)")
            #expect(try await project.containers().isEmpty)

            _ = try await project.killMain(at: "the job") { $0.isWaiting(for: "to end") }
            let outcome = try await project.moondock("cancel", "last")
            #expect(outcome.code == 0, "\(outcome)")
            #expect(try await project.containers().isEmpty)
        }
    }

    @Test(arguments: [
        ("replace = true", "'replace' is for what goes on running"),
        ("healthy = { tcp = 80 }", "'healthy' is for what goes on running"),
        ("restart = \"always\"", "a job that is run to its end is not started again"),
    ])
    func whatIsForServicesIsRejected(_ option: String, _ message: String) async throws {
        try await SampleProject.with { project in
            try project.recipe(job(project, "true", option))
            let outcome = try await project.runMain()
            #expect(outcome.code == 2, "\(outcome)")
            #expect(outcome.diagnostic?.message.contains(message) == true, "\(outcome)")
        }
    }

    private func waitFor(
        _ what: Comment, _ isReady: () async throws -> Bool, at place: SourceLocation = #_sourceLocation
    ) async throws {
        while try await !isReady() { try await Task.sleep(for: .milliseconds(50)) }
    }
}
