import DockerEngine
import Foundation
import Testing

/// A run that is told to stop ends in order, and undoes what it can.
@Suite(.timeLimit(.minutes(20))) struct CancellationTests {
    /// A recipe that puts `v2` on the first machine, and then does something within the same scope.
    private func recipe(_ project: SampleProject, then: String) -> String {
        "with_rollback(\"site\", function ()\n" + project.runSite("v2") + then + "\nend)\n"
    }

    private func withVersion1(_ body: @Sendable (SampleProject) async throws -> Void) async throws {
        try await SampleProject.with { project in
            try project.recipe(project.runSite("v1"))
            let first = try await project.runMain()
            try #require(first.code == 0, "\(first)")
            try await body(project)
        }
    }

    private func expectVersion1(_ project: SampleProject, at place: SourceLocation = #_sourceLocation) async throws {
        #expect(try await project.answer() == "v1", sourceLocation: place)
        #expect(
            try await project.containers().keys.sorted() == [project.container()], "nothing else is left",
            sourceLocation: place)
    }

    @Test func theFirstInterruptUndoes() async throws {
        try await withVersion1 { project in
            try project.recipe(recipe(project, then: "sleep(\"10m\")"))
            let outcome = try await project.runMain("--wait") { command in
                try await command.event("the sleep") { $0.isStart(of: "sleep") }
                command.send(SIGINT)
            }
            #expect(outcome.code == 130, "\(outcome)")
            try await expectVersion1(project)
            #expect(try await project.moondock("runs").output.contains("cancelled"))
        }
    }

    @Test func theSecondInterruptEndsAtOnceAndTheUndoIsResumed() async throws {
        try await withVersion1 { project in
            let hold = """
                on_rollback("hold", function ()
                  run_command { shell = "test -e go || sleep 600", safe_to_repeat = true }
                end)
                sleep("10m")
                """
            try project.recipe(recipe(project, then: hold))
            let outcome = try await project.runMain("--wait") { command in
                try await command.event("the sleep") { $0.isStart(of: "sleep") }
                command.send(SIGINT)
                try await command.event("the undo") { $0.isStart(of: "run_command") }
                command.send(SIGINT)
            }
            #expect(outcome.code == 130, "\(outcome)")
            #expect(try await project.answer() == "v2", "the undo was cut short")
            let run = try #require(outcome.run)
            try project.write("go", "")
            let resumed = try await project.moondock("resume", run, "--json")
            #expect(resumed.code == 130, "the run stays cancelled: \(resumed)")
            try await expectVersion1(project)
        }
    }

    @Test func aParkedRunIsUndoneByTheCommandThatCancelsIt() async throws {
        try await withVersion1 { project in
            try project.recipe(recipe(project, then: "wait_for_approval \"Go on?\""))
            let parked = try await project.runMain()
            #expect(parked.code == 3, "\(parked)")
            #expect(try await project.answer() == "v2")
            let run = try #require(parked.run)
            let cancelled = try await project.moondock("cancel", run)
            #expect(cancelled.code == 0, "\(cancelled)")
            try await expectVersion1(project)
            let again = try await project.moondock("cancel", run)
            #expect(again.code == 2, "\(again)")
            #expect(again.errors.contains("cancelled already"), "\(again)")
        }
    }

    @Test func aRunOfAnotherProcessIsReportedToStop() async throws {
        try await withVersion1 { project in
            try project.recipe(recipe(project, then: "sleep(\"10m\")"))
            let outcome = try await project.runMain("--wait") { command in
                let run = try await command.run()
                try await command.event("the sleep") { $0.isStart(of: "sleep") }
                let cancel = try await project.moondock("cancel", run)
                #expect(cancel.code == 0, "\(cancel)")
                #expect(cancel.errors.isEmpty, "\(cancel)")
                #expect(cancel.output.contains("carries run \(run) on and ends it now"), "\(cancel)")
            }
            #expect(outcome.code == 130, "\(outcome)")
            #expect(
                outcome.events.contains {
                    $0.message?.contains("cancelled by \(NSUserName())") == true
                        || $0.message?.contains("\(NSUserName()) requested it") == true
                }, "\(outcome)")
            try await expectVersion1(project)
        }
    }
}
