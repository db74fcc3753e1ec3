import Foundation
import Processes
import Testing

/// Processes that go out of their way: they end with the command all the same, and with no other one.
@Suite(.timeLimit(.minutes(10))) struct EscapeTests {
    /// Ways to get away, each with `SLEEP` as what then runs.
    static let ways = [
        "SLEEP & wait",
        "setsid SLEEP & wait",
        "env -i setsid SLEEP & wait",
        "(env -i setsid SLEEP &); wait; sleep 600",
        "(setsid sh -c 'env -i setsid SLEEP & exit' &); sleep 600",
        "trap '' TERM HUP INT; nohup env -i setsid sh -c 'trap \"\" TERM; SLEEP & wait' >/dev/null 2>&1 & sleep 600",
        "exec env -i SLEEP",
        "(exec <&- >&- 2>&-; cd /; env -i setsid setsid SLEEP &) ; sleep 600",
    ]

    /// Sleeps that nobody else sleeps.
    private struct Sleeper {
        let seconds = "\(Int.random(in: 100_000...900_000_000)).5"

        func script(_ way: String) -> String { way.replacingOccurrences(of: "SLEEP", with: "sleep \(seconds)") }

        var isRunning: Bool {
            let table = ProcessTable()
            return table.entries.contains { !$0.hasEnded && table.commandLine(of: $0) == "sleep \(seconds)" }
        }

        func begun() async throws { while !isRunning { try await Task.sleep(for: .milliseconds(5)) } }
    }

    private func run(_ script: String, limit: Duration? = nil, grace: Duration = .milliseconds(300)) -> ProgramRun {
        ProgramRun(ProgramRunTests.shell(script), limit: limit, grace: grace)
    }

    @Test(arguments: ways) func nothingOutlivesACancellation(_ way: String) async throws {
        let sleeper = Sleeper()
        let task = Task { try await run(sleeper.script(way)).collect() }
        try await sleeper.begun()
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
        #expect(!sleeper.isRunning)
    }

    @Test func nothingOutlivesATimeLimit() async throws {
        let sleeper = Sleeper()
        let script = sleeper.script("(env -i setsid SLEEP &); while :; do sleep 1; done")
        let error = await #expect(throws: ProgramError.self) {
            _ = try await run(script, limit: .seconds(1)).collect()
        }
        #expect(error == .timedOut(.seconds(1)))
        #expect(!sleeper.isRunning)
    }

    /// Each command keeps its own, however alike they are and whoever is ended first.
    @Test func aCommandTakesNoOtherWithIt() async throws {
        let sleepers = (0..<6).map { _ in Sleeper() }
        let tasks = sleepers.map { sleeper in
            Task { try await run(sleeper.script("(env -i setsid SLEEP &); sleep 600")).collect() }
        }
        for sleeper in sleepers { try await sleeper.begun() }
        for (index, task) in tasks.enumerated() {
            task.cancel()
            await #expect(throws: CancellationError.self) { _ = try await task.value }
            #expect(sleepers.map(\.isRunning) == sleepers.indices.map { $0 > index })
        }
    }

    @Test func whatACommandLeavesOnPurposeStaysWhenItEndsByItself() async throws {
        let sleeper = Sleeper()
        let outcome = try await run(sleeper.script("SLEEP >/dev/null 2>&1 & echo $!")).collect()
        #expect(outcome.ending.isSuccess)
        #expect(sleeper.isRunning)
        let text = String(decoding: outcome.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        kill(try #require(pid_t(text)), SIGKILL)
    }

    /// What the program has begun meanwhile is for its caller to find and end.
    @Test func aSupervisorThatIsKilledIsNoSuccess() async throws {
        let error = await #expect(throws: ProgramError.self) {
            _ = try await run("kill -9 $PPID; exec sleep 5").collect()
        }
        #expect(error == .supervisorLost("sh"))
    }
}
