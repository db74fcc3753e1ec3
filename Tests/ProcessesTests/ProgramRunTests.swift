import Foundation
import Processes
import Synchronization
import Testing

/// Programs that behave as programs do, each way of being placed.
@Suite(.timeLimit(.minutes(10))) struct ProgramRunTests {
    static let placements: [Program.Placement] = [.foreground, .group, .supervised(mark: "MARK=1")]

    static func shell(
        _ script: String, _ placement: Program.Placement = .supervised(mark: "MARK=1"), input: [UInt8] = []
    ) -> Program {
        Program(
            path: "/bin/sh", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin"], input: input,
            placement: placement)
    }

    @Test(arguments: placements) func whatItPrintsAndHowItEndsIsTold(_ placement: Program.Placement) async throws {
        let outcome = try await ProgramRun(Self.shell("cat; echo bad >&2; exit 7", placement, input: Array("in".utf8)))
            .collect()
        #expect(outcome.ending == .exited(7))
        #expect(outcome.output == Array("in".utf8))
        #expect(outcome.errors == "bad\n")
        let killed = try await ProgramRun(Self.shell("kill -9 $$", placement)).collect()
        #expect(killed.ending == .signalled(9))
        #expect(killed.ending.code == 137)
    }

    /// Many times, since it is a race between the one who writes and the one who goes.
    @Test(arguments: placements) func itNeedNotReadItsInput(_ placement: Program.Placement) async throws {
        let much = [UInt8](repeating: 120, count: 1 << 20)
        for size in [1, 70_000, 1 << 20] {
            for _ in 0..<20 {
                let outcome = try await ProgramRun(Self.shell("exit 0", placement, input: Array(much.prefix(size))))
                    .collect()
                #expect(outcome.ending.isSuccess)
            }
        }
        let lines = Array("first\n".utf8) + much
        let first = try await ProgramRun(Self.shell("head -n1", placement, input: lines)).collect()
        #expect(first.output == Array("first\n".utf8))
        let closed = try await ProgramRun(Self.shell("exec <&-; sleep 0.05; echo on", placement, input: much)).collect()
        #expect(closed.output == Array("on\n".utf8))
    }

    @Test func muchGoesThroughBothWays() async throws {
        let input = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let outcome = try await ProgramRun(Self.shell("tee /dev/stderr", input: input)).collect(limit: 4 << 20)
        #expect(outcome.output == input)
        #expect(outcome.errors.utf8.count > 0)
    }

    @Test func itHasItsOwnFolderEnvironmentAndNoOtherFile() async throws {
        var program = Self.shell("pwd; env | sort; ls /proc/self/fd | wc -l; ps -o sid= -p $$")
        program.folder = "/usr"
        program.environment["A"] = "b=c"
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: "/dev/null"))
        defer { try? file.close() }
        let lines = try await ProgramRun(program).collect().output.split(separator: 10).map {
            String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespaces)
        }
        #expect(lines.prefix(4) == ["/usr", "A=b=c", "PATH=/usr/bin:/bin", "PWD=/usr"])
        // Its three streams, and the folder that is listed.
        #expect(lines[4] == "4")
        #expect(Int(lines[5]) != Int(getsid(0)))
    }

    @Test(arguments: placements) func whatCannotBeStartedIsNamed(_ placement: Program.Placement) async throws {
        func error(_ program: Program) async throws -> ProgramError {
            try #require(await #expect(throws: ProgramError.self) { _ = try await ProgramRun(program).collect() })
        }
        let none = Program(path: "/nonexistent/program", environment: [:], placement: placement)
        #expect(try await error(none) == .notFound("program"))
        var folder = Self.shell("true", placement)
        folder.folder = "/nonexistent"
        #expect(try await error(folder) == .notFound("sh"))
        let refused = Program(path: "/etc/passwd", environment: [:], placement: placement)
        #expect(try await error(refused) == .notStarted("passwd", errno: EACCES))
        let cut = Program(path: "/bin/echo", arguments: ["a\0b"], environment: [:], placement: placement)
        #expect(try await error(cut) == .zeroByte("echo"))
        var variable = Self.shell("true", placement)
        variable.environment["A"] = "x\0y"
        #expect(try await error(variable) == .zeroByte("sh"))
        let long = Program(
            path: "/bin/echo", arguments: [String(repeating: "x", count: 200_000)], environment: [:],
            placement: placement)
        #expect(try await error(long) == .notStarted("echo", errno: E2BIG))
    }

    @Test func anErrorOfTheReaderEndsIt() async throws {
        struct Enough: Error {}
        await #expect(throws: Enough.self) {
            try await ProgramRun(Self.shell("yes")).run { _ in throw Enough() }
        }
        let error = await #expect(throws: ProgramError.self) {
            _ = try await ProgramRun(Self.shell("yes")).collect(limit: 1000)
        }
        #expect(error == .tooMuchOutput(limit: 1000))
    }

    @Test(arguments: placements) func silenceAndTimeHaveTheirLimits(_ placement: Program.Placement) async throws {
        let script = "echo begun; exec sleep 600"
        let silent = await #expect(throws: ProgramError.self) {
            _ = try await ProgramRun(Self.shell(script, placement), silence: .milliseconds(300)).collect()
        }
        #expect(silent == .silent(.milliseconds(300)))
        let late = await #expect(throws: ProgramError.self) {
            _ = try await ProgramRun(Self.shell(script, placement), limit: .milliseconds(300)).collect()
        }
        #expect(late == .timedOut(.milliseconds(300)))
        // What is printed all the time is no silence.
        let busy = try await ProgramRun(
            Self.shell("for i in 1 2 3 4 5; do echo x; sleep 0.05; done", placement), silence: .seconds(60)
        ).collect()
        #expect(busy.ending.isSuccess)
    }

    @Test func aCancelledTaskEndsIt() async throws {
        for _ in 0..<20 {
            let begun = Flag()
            let task = Task {
                try await ProgramRun(Self.shell("trap '' TERM; echo begun; sleep 600 & wait"), grace: .zero).run { _ in
                    begun.raise()
                }
            }
            while !begun.isRaised { await Task.yield() }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        let never = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await ProgramRun(Self.shell("exit 0")).run()
        }
        await #expect(throws: CancellationError.self) { try await never.value }
    }
}

/// Something that has happened.
final class Flag: Sendable {
    private let state = Atomic(false)

    var isRaised: Bool { state.load(ordering: .acquiring) }

    func raise() { state.store(true, ordering: .releasing) }
}
