import Foundation
import Testing

/// What people see of a journal that is not what was recorded.
@Suite(.timeLimit(.minutes(10))) struct JournalDamageTests {
    private static let recipe = """
        run_command { shell = "echo one >> done" }
        wait_for_approval "Go on?"
        run_command { shell = "echo two >> done" }

        """

    private func parked(_ project: SampleProject) async throws -> String {
        try project.recipe(Self.recipe)
        let outcome = try await project.runMain()
        #expect(outcome.code == 3, "\(outcome)")
        return try #require(outcome.run)
    }

    private func done(_ project: SampleProject) -> String? {
        try? String(contentsOfFile: project.root + "/done", encoding: .utf8)
    }

    @Test func aChangedEventIsNamedByEveryoneWhoLooks() async throws {
        try await SampleProject.with { project in
            let run = try await parked(project)
            let whole = try await project.moondock("verify", "--run", "last")
            #expect(whole.code == 0 && whole.output.contains("✓ \(run)  3 events"), "\(whole)")
            try await project.sql("UPDATE event SET at = at + 1 WHERE id = 2")
            let found = try await project.moondock("verify", "--run", run)
            #expect(found.code == 5, "\(found)")
            #expect(found.output.contains("event 2 (finished step 1) is not what was recorded"), "\(found)")
            #expect(try await project.moondock("show", run).output.contains("! event 2 (finished step 1)"))
            for arguments in [["resume", run], ["resume", run, "--approve-all"]] {
                let outcome = try await project.moondock(with: arguments)
                #expect(outcome.code == 5, "\(arguments): \(outcome)")
                #expect(outcome.errors.contains("resume \(run) --accept-damage"), "\(outcome)")
            }
            #expect(done(project) == "one\n")
            // What is said to help does.
            let accepted = try await project.moondock("resume", run, "--accept-damage", "--approve-all")
            #expect(accepted.code == 0, "\(accepted)")
            #expect(done(project) == "one\ntwo\n")
            #expect(try await project.moondock("verify", "--run", run).code == 0)
        }
    }

    @Test func aChangedEventKeepsCancelFromActingAndTheRequestIsHeardLater() async throws {
        try await SampleProject.with { project in
            let run = try await parked(project)
            try await project.sql("UPDATE event SET at = at + 1 WHERE id = 2")
            let outcome = try await project.moondock("cancel", run)
            #expect(outcome.code == 5, "\(outcome)")
            #expect(outcome.errors.contains("resume \(run) --accept-damage"), "\(outcome)")
            let accepted = try await project.moondock("resume", run, "--accept-damage", "--approve-all")
            #expect(accepted.code == 130, "\(accepted)")
            #expect(done(project) == "one\n")
        }
    }

    @Test func anOldCopyOfTheJournalRepeatsNothing() async throws {
        try await SampleProject.with { project in
            let run = try await parked(project)
            let journal = project.root + "/.moondock/journal.sqlite"
            try FileManager.default.copyItem(atPath: journal, toPath: project.root + "/old")
            #expect(try await project.moondock("approve", run, "--resume").code == 0)
            try FileManager.default.removeItem(atPath: journal)
            try FileManager.default.copyItem(atPath: project.root + "/old", toPath: journal)
            let outcome = try await project.moondock("resume", run, "--approve-all")
            #expect(outcome.code == 5, "\(outcome)")
            #expect(outcome.errors.contains("5 started run_command step 3; 6 finished step 3"), "\(outcome)")
            #expect(done(project) == "one\ntwo\n")
        }
    }

    @Test func aRunThatTheJournalLostIsNotUnknown() async throws {
        try await SampleProject.with { project in
            let run = try await parked(project)
            try await project.sql("DELETE FROM event; DELETE FROM run")
            let outcome = try await project.moondock("resume", run)
            #expect(outcome.code == 5, "\(outcome)")
            #expect(outcome.errors.contains("the journal has no run \(run)"), "\(outcome)")
            #expect(try await project.moondock("resume", "nothing-like-it").code == 2)
        }
    }

    @Test(arguments: [".moondock", ".moondock/journal.sqlite", ".moondock/journal.lock"])
    func whatIsRemovedInMidRunStopsIt(_ name: String) async throws {
        try await SampleProject.with { project in
            try project.recipe(
                """
                run_command { shell = "echo x >> done" }
                run_command { shell = "while [ -e wait ]; do sleep 0.02; done" }
                run_command { shell = "echo y >> done" }

                """)
            try project.write("wait", "")
            let outcome = try await project.runMain { command in
                try await command.event("the second step") { $0.type == "step_started" && $0.path == "2" }
                try FileManager.default.removeItem(atPath: project.root + "/" + name)
                try FileManager.default.removeItem(atPath: project.root + "/wait")
            }
            #expect(outcome.code == 1, "\(outcome)")
            #expect(outcome.diagnostic?.message.contains("was removed while this process used the journal") == true)
            #expect(done(project) == "x\n")
        }
    }

    @Test func aLogThatCannotBeWrittenIsReportedOnce() async throws {
        try await SampleProject.with { project in
            try project.recipe("log \"one\"\nlog \"two\"\nsleep(0)\n")
            try project.write(".moondock/runs", "")
            let outcome = try await project.moondock("run", "main.lua", "--env", "test")
            #expect(outcome.code == 0, "\(outcome)")
            let shown = outcome.errors.split(separator: "\n").filter { $0.contains("warning: the log of run") }
            #expect(shown.count == 1 && shown[0].contains("Not a directory"), "\(outcome)")
        }
    }

    @Test func aJournalOfALaterVersionIsRejected() async throws {
        try await SampleProject.with { project in
            _ = try await parked(project)
            try await project.sql("INSERT INTO grdb_migrations VALUES ('4711')")
            for command in ["runs", "show", "resume"] {
                let outcome = try await project.moondock(with: command == "resume" ? ["resume", "last"] : [command])
                #expect(outcome.code == 4 && outcome.errors.contains("version 4711"), "\(command): \(outcome)")
            }
        }
    }
}
