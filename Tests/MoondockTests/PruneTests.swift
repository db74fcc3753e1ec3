import Foundation
import Testing

/// Old runs go, with their logs.
@Suite(.timeLimit(.minutes(20))) struct PruneTests {
    private func run(_ project: SampleProject) async throws -> String {
        let outcome = try await project.runMain()
        return try #require(outcome.run, "\(outcome)")
    }

    @discardableResult
    private func sql(_ project: SampleProject, _ text: String) async throws -> String {
        let (outcome, _) = try await Program.run(
            "/usr/bin/sqlite3", [".moondock/journal.sqlite", text], in: project.root, environment: [:]
        ) { _ in }
        #expect(outcome.code == 0, "\(outcome)")
        return outcome.output
    }

    private func logs(_ project: SampleProject) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: project.root + "/.moondock/runs").sorted()
    }

    @Test func theNewestStayWithTheirLogs() async throws {
        try await SampleProject.with { project in
            try project.recipe("sleep(0)\n")
            var runs: [String] = []
            for _ in 1...3 { runs.append(try await run(project)) }
            try project.recipe("wait_for_approval \"Go on?\"\n")
            runs.append(try await run(project))

            let dry = try await project.moondock("prune", "--keep", "2", "--dry-run")
            #expect(dry.output.contains("2 runs would go:\n  \(runs[0])"), "\(dry)")
            #expect(try logs(project).count == 4)

            let pruned = try await project.moondock("prune", "--keep", "2", "--json")
            #expect(pruned.code == 0, "\(pruned)")
            #expect(pruned.output.contains("\"runs\":[\"\(runs[0])\",\"\(runs[1])\"]"), "\(pruned)")
            #expect(try logs(project) == [runs[2], runs[3]].sorted())
            #expect(try await project.moondock("show", runs[0]).code == 2)
            #expect(try await project.moondock("show", runs[2]).code == 0)

            #expect(try await project.moondock("prune", "--keep", "0").code == 0)
            #expect(try logs(project) == [runs[3]], "what waits stays")
            #expect(try await project.moondock("approve", runs[3], "--resume").code == 0)
        }
    }

    @Test func whatAKilledPruningLeftIsRemovedByTheNextOne() async throws {
        try await SampleProject.with { project in
            try project.recipe("sleep(0)\n")
            let run = try await run(project)
            // Killed between the journal and the files.
            let (outcome, _) = try await Program.run(
                "/usr/bin/sqlite3",
                [
                    ".moondock/journal.sqlite",
                    "DELETE FROM event; DELETE FROM run; INSERT INTO pruned VALUES ('\(run)')",
                ],
                in: project.root, environment: [:]
            ) { _ in }
            #expect(outcome.code == 0, "\(outcome)")
            #expect(try logs(project) == [run])
            #expect(try await project.moondock("prune", "--keep", "5").code == 0)
            #expect(try logs(project).isEmpty)
        }
    }

    @Test func aPruningThatIsKilledAnywhereIsFinishedByTheNextOne() async throws {
        try await SampleProject.with { project in
            try project.recipe("sleep(0)\n")
            let model = try await run(project)
            // 2,000 runs with logs, and a kill as soon as the first log is gone; each round at another instant.
            for round in 1...3 {
                try await sql(
                    project,
                    """
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
                    INSERT INTO run (uid, recipe, environment, parameters, bundle, seed, requester, status, fence,
                                     created_at, updated_at)
                    SELECT 'r\(round)-' || i, recipe, environment, parameters, bundle, seed, requester, status, fence,
                           0, 0
                    FROM run, n WHERE uid = '\(model)'
                    """)
                for number in 1...2000 { try project.write(".moondock/runs/r\(round)-\(number)/log", "x") }
                let process = Process()
                process.executableURL = URL(fileURLWithPath: ProductBinary.path)
                process.arguments = ["prune", "--older-than", "1d"]
                process.currentDirectoryURL = URL(fileURLWithPath: project.root)
                process.standardOutput = FileHandle.nullDevice
                try process.run()
                while process.isRunning, try logs(project).count > 2001 - round * 300 { await Task.yield() }
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                #expect(try await project.moondock("prune", "--older-than", "1d").code == 0)
                #expect(try logs(project) == [model])
                let runs = try await project.moondock("runs", "-n", "9999", "--json").output
                #expect(runs.split(separator: "\n").count == 1)
                #expect(try await sql(project, "PRAGMA integrity_check; SELECT count(*) FROM pruned") == "ok\n0")
            }
        }
    }

    @Test func whatStaysMustBeSaid() async throws {
        try await SampleProject.with { project in
            let nothing = try await project.moondock("prune")
            #expect(nothing.code == 2, "\(nothing)")
            #expect(try await project.moondock("prune", "--older-than", "soon").code == 2)
            let old = try await project.moondock("prune", "--older-than", "30d")
            #expect(old.code == 0, "\(old)")
        }
    }

    @Test func runsAreListedByStatusRecipeAndEnvironment() async throws {
        try await SampleProject.with { project in
            try project.recipe("sleep(0)\n")
            let done = try await run(project)
            try project.recipe("wait_for_approval \"Go on?\"\n")
            let parked = try await run(project)
            let list = try await project.moondock("runs", "--status", "parked").output
            #expect(list.contains(parked) && !list.contains(done), "\(list)")
            #expect(try await project.moondock("runs", "--recipe", "main.lua", "--env", "test").output.contains(done))
            #expect(try await project.moondock("runs", "--env", "other").output.contains("no such runs"))
            #expect(try await project.moondock("runs", "--status", "asleep").code == 2)
        }
    }
}
