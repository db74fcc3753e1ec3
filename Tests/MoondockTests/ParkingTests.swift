import Foundation
import Testing

/// A run that waits needs no process.
@Suite(.timeLimit(.minutes(20))) struct ParkingTests {
    private func run(_ project: SampleProject) async throws -> String {
        let outcome = try await project.runMain()
        return try #require(outcome.run, "\(outcome)")
    }

    @Test func aLongSleepParksAndTheRunGoesOnWhenItsTimeHasCome() async throws {
        try await SampleProject.with { project in
            try project.recipe("sleep(\"1h\")\nlog(\"awake\")\n")
            let parked = try await project.runMain()
            #expect(parked.code == 3, "\(parked)")
            let run = try #require(parked.run)
            let shown = try await project.moondock("show", run).output
            #expect(shown.contains("waits for its time, since"), "\(shown)")
            #expect(shown.contains("in 1h 00m") || shown.contains("in 59m"), "\(shown)")
            #expect(try await project.moondock("resume", "--all").output.contains("no run has"))
            #expect(try await project.moondock("resume", run).code == 3, "it is too early")
            // An hour later.
            try await project.rewind("UPDATE run SET wake_at = wake_at - 3600000; UPDATE event SET at = at - 3600000")
            let due = try await project.moondock("resume", "--all", "--progress", "plain")
            #expect(due.code == 0, "\(due)")
            #expect((due.output + due.errors).contains("awake"), "\(due)")
            #expect(due.output.contains("resumed 1 run\n  \(run)  done"), "\(due)")
        }
    }

    @Test func aProcessInTheForegroundSleepsOn() async throws {
        try await SampleProject.with { project in
            try project.recipe("sleep(\"6s\")\n")
            #expect(try await project.runMain("--wait").code == 0)
            try project.recipe("sleep { \"6s\", park = false }\n")
            #expect(try await project.runMain().code == 0)
        }
    }

    @Test func anUndoThatSleepsIsNotParked() async throws {
        try await SampleProject.with { project in
            try project.recipe(
                """
                with_rollback("all", function ()
                  on_rollback("slowly", function () sleep("6s") end)
                  wait_for_approval "Go on?"
                end)
                """)
            let parked = try await run(project)
            let cancelled = try await project.moondock("cancel", parked)
            #expect(cancelled.code == 0, "\(cancelled)")
            #expect(try await project.moondock("runs").output.contains("cancelled"))
            #expect(try await project.moondock("approve", parked).errors.contains("too late: withdrawn"))
        }
    }

    @Test func whatOtherBranchesDoIsShownWithItsTime() async throws {
        try await SampleProject.with { project in
            try project.recipe(
                """
                parallel {
                  ask  = function () wait_for_approval "Go on?" end,
                  site = function () \(project.runBrokenSite(within: "10m")) end,
                }
                """)
            _ = try await project.runMain("--wait") { command in
                let run = try await command.run()
                try await command.event("the health wait") { $0.isWaiting(for: "healthy by") }
                try await command.event("the question") { $0.isWaiting(for: "Go on?") }
                let shown = try await project.moondock("show", run).output
                #expect(shown.contains("waits for approval by anybody, since"), "\(shown)")
                #expect(shown.contains("running since"), "\(shown)")
                command.send(SIGINT)
            }
        }
    }

    @Test func allDueRunsAreResumedAndTheWorstEndCounts() async throws {
        try await SampleProject.with { project in
            try project.environment("deployment_lock = false")
            try project.recipe("wait_for_approval \"Go on?\"\n")
            var runs: [String] = []
            for _ in 1...4 { runs.append(try await run(project)) }
            #expect(try await project.moondock("approve", runs[0]).code == 0)
            #expect(try await project.moondock("reject", runs[1]).code == 0)
            #expect(try await project.moondock("approve", runs[3]).code == 0)
            let outcome = try await project.moondock("resume", "--all", "--progress", "quiet")
            #expect(outcome.code == 1, "one was rejected: \(outcome)")
            #expect(outcome.output.contains("resumed 3 runs"), "\(outcome)")
            for (run, status) in zip(runs, ["done", "failed", "parked", "done"]) {
                let shown = try await project.moondock("show", run, "--json").output
                #expect(shown.contains("\"status\":\"\(status)\""), "\(run): \(shown)")
            }
            #expect(try await project.moondock("resume", "--all").code == 0, "nothing is left to do")
        }
    }

    @Test func aRunWhoseProcessDiedGoesOnWithTheOthersWhereThatIsRequested() async throws {
        try await SampleProject.with { project in
            try project.recipe(
                "run_command { shell = \"test -e go || sleep 600\", safe_to_repeat = true }\nlog(\"went on\")\n")
            let run = try await project.killMain(at: "the command") { $0.isStart(of: "run_command") }
            try project.write("go", "")
            #expect(try await project.moondock("show", run).output.contains("no process executes it any more"))
            #expect(try await project.moondock("resume", "--all").output.contains("no run has"))
            let outcome = try await project.moondock("resume", "--all", "--interrupted")
            #expect(outcome.output.contains("\(run)  done"), "\(outcome)")
        }
    }

    @Test func aRunIsNamedOrAllAre() async throws {
        try await SampleProject.with { project in
            let (none, both) = try await (
                project.moondock("resume"), project.moondock("resume", "last", "--all")
            )
            #expect(none.code == 2, "\(none)")
            #expect(both.code == 2, "\(both)")
        }
    }
}
