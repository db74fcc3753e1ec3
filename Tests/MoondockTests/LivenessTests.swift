import Foundation
import Testing

/// Whether the process of a run lives, sleeps or is gone is seen without waiting for it.
@Suite(.timeLimit(.minutes(10))) struct LivenessTests {
    @Test func aStoppedProcessIsNamed() async throws {
        try await SampleProject.with { project in
            try project.recipe("wait_for_approval \"Go?\"\n")
            let outcome = try await project.runMain("--wait") { command in
                let run = try await command.run()
                try await command.event("the question") { $0.type == "step_waiting" }
                command.send(SIGSTOP)
                defer { command.send(SIGCONT) }
                #expect(try await project.moondock("runs").output.contains("\(run)  stopped"))
                let list = try await project.moondock("runs", "--json").output
                #expect(
                    list.contains("\"pid\":\(command.process)") && list.contains("\"process\":\"stopped\""), "\(list)")
                let shown = try await project.moondock("show", run).output
                #expect(shown.contains("process \(command.process)") && shown.contains("is stopped"), "\(shown)")
                let resumed = try await project.moondock("resume", run)
                #expect(resumed.code == 4 && resumed.errors.contains("kill -CONT \(command.process)"), "\(resumed)")
                let answered = try await project.moondock("approve", run)
                #expect(answered.code == 0 && answered.output.contains("is stopped"), "\(answered)")
            }
            #expect(outcome.code == 0, "it goes on with the answer: \(outcome)")
        }
    }

    @Test func aDeadProcessIsReported() async throws {
        try await SampleProject.with { project in
            try project.recipe("wait_for_approval \"Go?\"\n")
            let run = try await project.killMain("--wait", at: "the question") { $0.type == "step_waiting" }
            #expect(try await project.moondock("runs").output.contains("\(run)  interrupted"))
            let list = try await project.moondock("runs", "--json").output
            #expect(list.contains("\"process\":\"dead\"") && list.contains("\"status\":\"running\""), "\(list)")
        }
    }
}
