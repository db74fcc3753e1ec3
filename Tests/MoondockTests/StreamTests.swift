import Foundation
import Testing

/// The streams a process was started with may be closed or full: each command ends with the code it would have ended
/// with.
@Suite(.timeLimit(.minutes(10))) struct StreamTests {
    /// How the shell starts it.
    static let streams = [
        ">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-", ">/dev/full", "2>/dev/full", ">/dev/full 2>/dev/full",
    ]
    static let commands = [
        "run ok.lua", "run ok.lua --progress json", "run bad.lua", "run ask.lua", "run none.lua", "runs", "runs --json",
        "show last", "show last --json", "show none", "logs last", "resume last", "resume none", "resume --all",
        "cancel none", "approve none", "locks", "docs", "docs run_command", "rerun none", "resolve none --fail",
        "none", "--help",
    ]

    private func code(_ command: String, _ streams: String, in project: SampleProject) async throws -> Int {
        let script = "exec '\(ProductBinary.path)' \(command) \(streams)"
        return try await Program.run("/bin/sh", ["-c", script], in: project.root, environment: [:]) { _ in }.outcome
            .code
    }

    private func with(_ body: @Sendable (SampleProject) async throws -> Void) async throws {
        try await SampleProject.with { project in
            try project.write("bad.lua", "fail \"no\"\n")
            try project.write("ask.lua", "wait_for_approval \"Go?\"\n")
            try project.write("ok.lua", "run_command { shell = \"echo out; echo err >&2\" } log \"done\"\n")
            #expect(try await code("run ok.lua", "", in: project) == 0)
            try await body(project)
        }
    }

    @Test(arguments: commands) func theCodeIsTheSame(_ command: String) async throws {
        try await with { project in
            let plain = try await code(command, "", in: project)
            for streams in Self.streams {
                let code = try await code(command, streams, in: project)
                // What was requested and could not be printed is no success.
                let isLost = plain == 0 && code == 1 && streams.contains(">/dev/full")
                #expect(code == plain || isLost, "\(command) \(streams): \(code), not \(plain)")
            }
        }
    }

    @Test func aListThatCannotBePrintedIsNoSuccess() async throws {
        try await with { project in
            for command in ["runs", "show last", "logs last", "docs"] {
                let full = try await code(command, ">/dev/full", in: project)
                #expect(full == 1, "\(command)")
                let gone = try await code(command, "| head -n0", in: project)
                #expect(gone == 0, "\(command)")
            }
        }
    }

    /// What a recipe returns, and its events, are what was requested; the run itself is what it came to.
    @Test func aResultThatCannotBePrintedIsNoSuccess() async throws {
        try await with { project in
            try project.write("result.lua", "run_command { shell = \"true\" } return { a = 1 }\n")
            for command in ["run result.lua", "run result.lua --json", "run ok.lua --json", "rerun last --json"] {
                let script = "exec '\(ProductBinary.path)' \(command) >/dev/full"
                let (outcome, _) = try await Program.run(
                    "/bin/sh", ["-c", script], in: project.root, environment: [:]
                ) { _ in }
                #expect(outcome.code == 1, "\(command): \(outcome)")
                #expect(outcome.errors.contains("error: standard output cannot be written: "), "\(outcome)")
                #expect(outcome.errors.contains("the run is done"), "\(outcome)")
                #expect(try await project.moondock("runs", "--limit", "1").output.contains(" done "))
            }
            // Who waits still has to be told so, and nothing is lost where there is nothing to print.
            #expect(try await code("run ask.lua --json", ">/dev/full", in: project) == 3)
            #expect(try await code("run ok.lua", ">/dev/full", in: project) == 0)
            for streams in ["| head -n0", ">&-"] {
                #expect(try await code("run result.lua", streams, in: project) == 0, "\(streams)")
            }
        }
    }

    /// A file that is opened gets the lowest free number: nothing that is meant for people may go into it.
    @Test func nothingIsWrittenIntoTheJournal() async throws {
        try await with { project in
            for _ in 0..<3 { _ = try await code("run bad.lua", "<&- >&- 2>&-", in: project) }
            let listed = try await project.moondock("runs")
            #expect(listed.code == 0 && listed.output.contains("bad.lua"), "\(listed)")
        }
    }
}
