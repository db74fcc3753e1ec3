internal import Crypto
public import Processes
internal import TextFormats

/// A machine that is used through nothing but a POSIX shell, which need not have anything installed.
struct ShellMachine: Sendable {
    let channel: any ShellChannel

    /// How long a connection that breaks is made again and again before the failure is reported.
    private static let patience = Duration.seconds(120)

    var description: String { channel.description }

    func connect() async throws { try await channel.connect() }

    private func scripts(_ token: CommandToken) -> StepScripts {
        let hash = SHA256.hash(data: Array("\(token.name)\0\(token.attempt)".utf8))
        return StepScripts(folder: String(hash.hexadecimal.prefix(32)), token: token.name)
    }

    func run(
        _ command: MachineCommand, output: @escaping ProgramRun.Sink, errors: @escaping ProgramRun.Sink
    ) async throws -> ProgramEnding {
        let texts = command.words + [command.folder ?? ""] + command.variables.flatMap { [$0.key, $0.value] }
        guard !texts.contains(where: { $0.utf8.contains(0) }), !command.words.isEmpty else {
            throw MachineError(.failed, description, "a program cannot be given a text with a zero byte")
        }
        let start = scripts(command.token).start(command)
        let ending = try await cancellable(command) {
            try await follow(command, beginning: start, output: output, errors: errors)
        }
        if let ending { return ending }
        throw MachineError(.failed, description, "\(command.words[0]) was ended before it began")
    }

    func resume(
        _ command: MachineCommand, output: @escaping ProgramRun.Sink, errors: @escaping ProgramRun.Sink
    ) async throws -> ProgramEnding? {
        try await cancellable(command) {
            try await follow(command, beginning: nil, output: output, errors: errors)
        }
    }

    private func cancellable<Value>(_ command: MachineCommand, _ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch is CancellationError {
            // In a task of its own: nothing of it is to go on behind the run's back.
            _ = try await Task { try await end(command.token, grace: command.grace) }.value
            throw CancellationError()
        }
    }

    /// Follows a program to its end over as many sessions as it takes.
    /// - Parameter beginning: the script that begins it; `nil` where only one that was begun is followed.
    private func follow(
        _ command: MachineCommand, beginning: String?, output: @escaping ProgramRun.Sink,
        errors: @escaping ProgramRun.Sink
    ) async throws -> ProgramEnding? {
        let scripts = scripts(command.token)
        var (shown, lost) = (ShellSession.Progress(), ContinuousClock.Instant?.none)
        var pause = Duration.milliseconds(100)
        var script = beginning ?? scripts.resume(output: 0, errors: 0)
        while true {
            let begin = ContinuousClock.now
            do {
                let (end, progress) = try await ShellSession(channel: channel, body: script).run(
                    output: output, errors: errors)
                // One that is cut at once, each time, is no connection.
                if progress.output + progress.errors > 0 || ContinuousClock.now - begin > .seconds(5) {
                    (lost, pause) = (nil, .milliseconds(100))
                }
                shown.output += progress.output
                shown.errors += progress.errors
                if case .said(let words) = end {
                    if words == "absent", let beginning {
                        script = beginning
                        continue
                    }
                    return try ending(words, of: command)
                }
            } catch let error as MachineError where error.isPassing && lost != nil {
                // It was reached before.
            }
            let since = lost ?? .now
            lost = since
            guard .now < since + Self.patience else {
                let reason = await channel.diagnose()
                throw MachineError(
                    .connectionLost, description, "the connection broke and cannot be made again: \(reason.message)",
                    advice: reason.advice)
            }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .seconds(5))
            script = scripts.resume(output: shown.output, errors: shown.errors)
        }
    }

    /// How a program ended, in a script's words; `nil` where none was begun.
    private func ending(_ words: String, of command: MachineCommand) throws(MachineError) -> ProgramEnding? {
        let parts = words.split(separator: " ", maxSplits: 1).map(String.init)
        let rest = parts.count > 1 ? parts[1] : ""
        let name = command.words.first ?? ""
        switch parts.first {
        case "absent": return nil
        case "ended":
            if rest.hasSuffix(" late"), let limit = command.limit {
                throw MachineError(.timedOut, description, "\(name) was not done within \(limit) and was ended")
            }
            let code = Int32(rest.prefix { $0.isNumber })
            if let code { return code > 128 && code <= 192 ? .signalled(code - 128) : .exited(code) }
            if rest == "never" { return nil }
            throw MachineError(.diskFull, description, "\(name) was not begun: what it prints cannot be kept")
        case "nofolder":
            throw MachineError(.noFolder, description, "there is no folder \(command.folder ?? "") to run in")
        case "notfound": throw MachineError(.notFound, description, "there is no program \(name)")
        case "unknown":
            throw MachineError(.endUnknown, description, "\(name) neither runs any more nor has it left how it ended")
        default: throw failure(rest, doing: "\(name) cannot be begun")
        }
    }

    /// What a program of the machine says of a failure.
    func failure(_ words: String, doing what: String) -> MachineError {
        let text = words.split(whereSeparator: \.isNewline).joined(separator: "; ")
        let kind: MachineError.Kind =
            if text.contains("No space left") || text.contains("quota") {
                .diskFull
            } else if text.contains("Permission denied") || text.contains("not permitted") || text.contains("Read-only")
            {
                .denied
            } else if text.contains("No such file") {
                .missing
            } else {
                .failed
            }
        let advice: String? =
            switch kind {
            case .diskFull: "make room there: df -h"
            case .denied: "give the user that ssh logs in as the right to it"
            default: nil
            }
        return MachineError(kind, description, "\(what): \(text)", advice: advice)
    }

    func end(_ token: CommandToken, grace: Duration) async throws -> Bool {
        try await said(scripts(token).end(grace: grace), doing: "a program cannot be ended") != "never"
    }

    func forget(_ token: CommandToken) async throws {
        _ = try await said(scripts(token).forget, doing: "what is kept of a program cannot be removed")
    }

    /// Runs a script that may be run twice, and gives its last words.
    func said(
        _ body: String, input: [UInt8] = [], doing what: String, output: @escaping ProgramRun.Sink = { _ in },
        by change: @escaping @Sendable (Program) -> Program = { $0 }
    ) async throws -> String {
        for _ in 0..<3 {
            var session = ShellSession(channel: channel, body: body, input: input)
            session.change = change
            let (end, _) = try await session.run(output: output)
            guard case .said(let words) = end else { continue }
            if words.hasPrefix("failed") { throw failure(String(words.dropFirst(7)), doing: what) }
            return words
        }
        throw await channel.diagnose()
    }
}
