import Foundation
import Subprocess
import SystemPackage
import Testing

/// A program that runs.
struct LiveCommand: Sendable {
    let process: pid_t
    let output: LineTape
    let errors: LineTape

    /// Waits for an event of `--json`, counted from the program's start.
    @discardableResult
    func event(
        _ what: Comment, _ matches: (RunLine) -> Bool, at place: SourceLocation = #_sourceLocation
    ) async throws -> RunLine {
        for await text in output.stream() {
            if let line = RunLine(text), matches(line) { return line }
        }
        let printed = (output.lines + errors.lines).suffix(20).joined(separator: "\n")
        return try #require(nil as RunLine?, "ended before: \(what)\n\(printed)", sourceLocation: place)
    }

    /// The run's name.
    func run() async throws -> String {
        try #require(try await event("the run's start") { $0.type == "run_started" }.run)
    }

    func send(_ signal: Int32) { kill(process, signal) }
}

/// Starts programs.
enum Program {
    /// Runs a program to its end; meanwhile the body can watch it and tell it things.
    static func run<Result: Sendable>(
        _ path: String, _ arguments: [String], in directory: String, environment: [String: String],
        _ body: @Sendable (LiveCommand) async throws -> Result
    ) async throws -> (outcome: CommandOutcome, result: Result) {
        var options = PlatformOptions()
        // Whoever gives a test up wants no order in its end.
        options.teardownSequence = []
        let (output, errors) = (LineTape(), LineTape())
        let changes = Dictionary(
            uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1.isEmpty ? nil : $1) })
        let ended = try await Subprocess.run(
            .path("/usr/bin/env"), arguments: Arguments(["-C", directory, path] + arguments),
            environment: .inherit.updating(changes), platformOptions: options, input: .none, output: .sequence,
            error: .sequence
        ) { execution in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await record(execution.standardOutput, on: output) }
                group.addTask { try await record(execution.standardError, on: errors) }
                let command = LiveCommand(
                    process: execution.processIdentifier.value, output: output, errors: errors)
                do {
                    let result = try await body(command)
                    try await group.waitForAll()
                    return result
                } catch {
                    command.send(SIGKILL)
                    throw error
                }
            }
        }
        let code =
            switch ended.terminationStatus {
            case .exited(let code): Int(code)
            case .signaled(let number): 128 + Int(number)
            }
        let outcome = CommandOutcome(
            code: code, output: output.lines.joined(separator: "\n"), errors: errors.lines.joined(separator: "\n"))
        return (outcome, ended.closureResult)
    }

    private static func record(_ sequence: SubprocessOutputSequence, on tape: LineTape) async throws {
        defer { tape.end() }
        for try await line in sequence.strings(bufferingPolicy: .unbounded) {
            tape.append(line.hasSuffix("\n") ? String(line.dropLast()) : line)
        }
    }
}
