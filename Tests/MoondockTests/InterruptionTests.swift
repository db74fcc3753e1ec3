import DockerEngine
import DockerEngineTestSupport
import Foundation
import Testing

/// `kill -9` is a supported way to stop a run.
@Suite(.timeLimit(.minutes(20))) struct InterruptionTests {
    /// The run is over, and the steps in the journal were not done a second time.
    private func resume(_ project: SampleProject, _ run: String) async throws -> CommandOutcome {
        let outcome = try await project.moondock("resume", run, "--approve-all", "--json")
        #expect(outcome.code == 0, "\(outcome)")
        return outcome
    }

    private func backups(_ project: SampleProject) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: project.root + "/backups").filter { !$0.hasPrefix(".lock") }
    }

    @Test func betweenTwoStepsWhatWasDoneIsNotRepeated() async throws {
        try await SampleProject.with { project in
            try await project.writeDatabase()
            try project.recipe(
                project.backUp + project.runSite("v1") + "wait_for_approval { \"Go on?\" }\n"
                    + project.runSite("v1", on: 2))
            let run = try await project.killMain("--wait", at: "waiting for approval") { $0.isWaiting(for: "Go on?") }
            let before = try await project.containers()
            let backup = try #require(try backups(project).first)
            let file = "\(project.root)/backups/\(backup)/database.sqlite"
            let written = try FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date

            let outcome = try await resume(project, run)
            #expect(outcome.events.first { $0.type == "run_started" }?.replayedSteps == 2)
            #expect(outcome.stepsDone == ["3", "4"])
            let after = try await project.containers()
            #expect(after[project.container()]?.id == before[project.container()]?.id)
            #expect(after.keys.sorted() == [project.container(on: 1), project.container(on: 2)])
            #expect(try backups(project) == [backup])
            #expect(try FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date == written)
            #expect(try await project.answer(of: 2) == "v1")
        }
    }

    @Test func aRunThatEndedHasNothingToResume() async throws {
        try await SampleProject.with { project in
            try project.recipe("log(\"done\")\n")
            let run = try #require(try await project.runMain().run)
            let outcome = try await project.moondock("resume", run)
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.output.contains("run \(run) is done; there is nothing to resume"), "\(outcome)")
        }
    }

    @Test func inTheMiddleOfABuildThereIsOneImageInTheEnd() async throws {
        try await SampleProject.with { project in
            try project.writeApplication(
                """
                FROM \(project.fixture.image)
                RUN ["/bin/sh", "-c", "echo slow $(date); sleep 1"]
                RUN ["/bin/sh", "-c", "echo v1 > /www/index.html"]
                CMD ["/bin/httpd", "-f", "-p", "8080", "-h", "/www"]

                """)
            try project.recipe(
                """
                local image = docker_build { context = "apps/web", tag = "\(project.site):v1" }
                docker_run { host = "web-1", name = "\(project.site)", image = image, ports = { "8080:8080" },
                  healthy = { http = "/", within = "10m" }, stop_timeout = "1s" }
                """)
            let run = try await project.killMain(at: "the slow line") { $0.line?.contains("slow ") == true }
            _ = try await resume(project, run)
            #expect(try await project.answer() == "v1")
            #expect(try await project.containers().keys.sorted() == [project.container()])
        }
    }

    @Test func inTheMiddleOfAHealthWaitTheContainerIsAdopted() async throws {
        try await SampleProject.with { project in
            // Healthy only once somebody has made the file, which happens between kill and resume.
            try project.write("pages/started", "")
            try project.recipe(
                """
                docker_run { host = "web-1", name = "\(project.site)", image = "\(project.fixture.image)",
                  ports = { "8080:8080" }, command = { "httpd", "-f", "-p", "8080", "-h", "/pages" },
                  volumes = { "\(project.root)/pages:/pages:ro" },
                  healthy = { http = "/ready", within = "10m" }, stop_timeout = "1s" }
                """)
            let run = try await project.killMain(at: "a health question") { $0.message?.contains("404") == true }
            let before = try await project.containers()
            #expect(before.count == 1)
            try project.write("pages/ready", "yes")
            let outcome = try await resume(project, run)
            #expect(
                outcome.events.contains {
                    $0.line?.contains("adopted") == true || $0.message?.contains("adopted") == true
                })
            #expect(try await project.containers().mapValues(\.id) == before.mapValues(\.id))
        }
    }

    @Test func inTheMiddleOfAReplacementTheOldOneStillGoes() async throws {
        try await SampleProject.with { project in
            try project.recipe(project.runSite("v1"))
            #expect(try await project.runMain().code == 0)
            try project.write("pages/started", "")
            try project.recipe(
                """
                docker_run { host = "web-1", name = "\(project.site)", image = "\(project.fixture.image)", replace = true,
                  ports = { "8080:8080" }, command = { "httpd", "-f", "-p", "8080", "-h", "/pages" },
                  volumes = { "\(project.root)/pages:/pages:ro" },
                  healthy = { http = "/index.html", within = "10m" }, stop_timeout = "1s" }
                """)
            let run = try await project.killMain(at: "a health question") { $0.message?.contains("404") == true }
            try project.write("pages/index.html", "v2")
            _ = try await resume(project, run)
            #expect(try await project.answer() == "v2")
            #expect(try await project.containers().keys.sorted() == [project.container()])
        }
    }

    @Test func inTheMiddleOfABackupThereIsOneCompleteBackupInTheEnd() async throws {
        try await SampleProject.with { project in
            try await project.writeDatabase(rows: 100_000)
            try project.recipe(project.backUp + "log(\"after\")\n")
            let run = try await project.killMain(at: "the first bytes") { $0.type == "step_progress" }
            _ = try await resume(project, run)
            let left = try backups(project)
            #expect(left.count == 1, "one backup, and nothing partial: \(left)")
            let folder = try #require(left.first)
            let (count, _) = try await Program.run(
                "/usr/bin/sqlite3", ["backups/\(folder)/database.sqlite", "SELECT count(*) FROM orders"],
                in: project.root, environment: [:]
            ) { _ in }
            #expect(count.output == "100000")
        }
    }

    @Test func everyMomentOfAShortRunCanBeTheLast() async throws {
        try await SampleProject.withOwnEngine { project, engine in
            try await project.writeDatabase()
            try project.recipe(project.backUp + project.runSite("v1") + project.runSite("v2") + "log(\"over\")\n")
            // Each run replaces the container of the one before, so every kill meets a world that is in use.
            #expect(try await project.runMain().code == 0)
            for number in [2, 3, 5, 6, 8, 9, 11] {
                // What the last kill left of a start must not be in the way of this one; see `resumeLast`.
                try await engine.restart()
                let before = try await project.containers().mapValues(\.id)
                let seen = Counter()
                let run = try await project.killMain(at: "event \(number)") { _ in seen.next() >= number }
                let isThere = try await project.moondock("show", run).code == 0
                if !isThere {
                    // Killed before its first commit: then nothing may have happened either.
                    #expect(try await project.containers().mapValues(\.id) == before, "killed at event \(number)")
                    continue
                }
                let outcome = try await project.resumeLast(on: engine)
                #expect(outcome.code == 0, "killed at event \(number): \(outcome)")
                #expect(try await project.answer() == "v2", "killed at event \(number)")
                #expect(
                    try await project.containers().keys.sorted() == [project.container()], "killed at event \(number)")
            }
        }
    }
}
