internal import Processes

/// One script on a machine.
struct ShellSession: Sendable {
    /// How it ended.
    enum End: Hashable, Sendable {
        /// Its own words.
        case said(String)
        /// The connection broke, or the shell was killed.
        case cut
    }

    let channel: any ShellChannel
    let body: String
    /// What the script's programs read.
    var input: [UInt8] = []
    /// How the program that has the script read is to be called otherwise.
    var change: @Sendable (Program) -> Program = { $0 }

    /// What it has printed so far, of both streams, in bytes.
    struct Progress: Hashable, Sendable {
        var output = 0
        var errors = 0
        var hasBegun = false
    }

    /// Runs the script.
    /// - Returns: how it ended, and how much it printed.
    /// - Throws: `MachineError` where there is no shell, or no connection; `CancellationError`; what a sink throws.
    func run(
        output: @escaping ProgramRun.Sink = { _ in }, errors: @escaping ProgramRun.Sink = { _ in }
    ) async throws -> (End, Progress) {
        try await channel.connect()
        let mark = (0..<4).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
        let (out, err) = (MarkedStream(mark: mark, sink: output), MarkedStream(mark: mark, sink: errors))
        let program = change(try channel.program(input: ShellScript(mark: mark, body).bytes + input))
        let ending: ProgramEnding
        do {
            ending = try await ProgramRun(program, grace: .seconds(1)).run(
                output: { try out.take($0) }, errors: { try err.take($0) })
        } catch let error as ProgramError {
            throw MachineError(.failed, channel.description, "\(error)")
        }
        if let end = out.end {
            try err.flush()
            return (.said(end), Progress(output: out.count, errors: err.count, hasBegun: true))
        }
        if !out.hasBegun, [126, 127].contains(ending.code) {
            throw MachineError(
                .noShell, channel.description, "it has no POSIX shell for this user: sh cannot be started",
                advice: "give its user a login shell that can start /bin/sh")
        }
        return (.cut, Progress(output: out.count, errors: err.count, hasBegun: out.hasBegun))
    }
}
