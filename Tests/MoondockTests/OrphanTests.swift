import Foundation
import Testing

/// A worker ends with its host, whatever it is at.
@Suite(.timeLimit(.minutes(10))) struct OrphanTests {
    static let work = [
        "local a, b = ('x'):rep(3e7) .. 'a', ('x'):rep(3e7) .. 'b' while a < b do end",
        "while true do end",
        "while true do pcall(string.find, ('a'):rep(18), ('a?'):rep(18) .. 'b') end",
        "sleep \"10m\"",
    ]

    /// The worker of a host; `nil` where it has none.
    private func worker(of host: pid_t) -> pid_t? {
        let children = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(host)/task"))?.flatMap { thread in
            (try? String(contentsOfFile: "/proc/\(host)/task/\(thread)/children", encoding: .utf8))?
                .split(separator: " ").compactMap { pid_t($0) } ?? []
        }
        return children?.first { isWorker($0) }
    }

    private func isWorker(_ process: pid_t) -> Bool {
        let status = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        return status.contains("(moondock-worke") && !status.contains(") Z ")
    }

    @Test(arguments: work) func itEndsWithItsHost(_ work: String) async throws {
        try await SampleProject.with { project in
            try project.recipe("run_command { shell = \"true\" }\n\(work)\n")
            let outcome = try await project.runMain("--wait") { command in
                try await command.event("the step's end") { $0.type == "step_ended" }
                let worker = try #require(self.worker(of: command.process))
                command.send(SIGKILL)
                while isWorker(worker) { try await Task.sleep(for: .milliseconds(20)) }
            }
            #expect(outcome.code == 137)
        }
    }

    /// The run has no worker, and is resumed by the next process; or was never begun.
    @Test func aWorkerThatDiesWhileTheRunIsMadeLeavesNoHalfOfIt() async throws {
        for _ in 0..<10 {
            try await SampleProject.with { project in
                try project.recipe("run_command { shell = \"echo x >> done\" }\nsleep(0)\n")
                let outcome = try await project.runMain { command in
                    _ = try await command.run()
                    if let worker = worker(of: command.process) { kill(worker, SIGKILL) }
                }
                let listed = try await project.moondock("runs", "--json").output
                #expect(!listed.contains("\"process\":\"running\""), "\(outcome)\n\(listed)")
                guard outcome.code != 0, let run = outcome.run, listed.contains(run) else { return }
                let resumed = try await project.moondock("resume", run, "--json")
                #expect([0, 5].contains(resumed.code), "\(outcome)\n\(resumed)")
            }
        }
    }
}
