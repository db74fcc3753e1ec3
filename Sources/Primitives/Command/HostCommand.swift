import LuaValues
import Machines
import Processes
import Recipes

/// A command of a step on a host of the environment.
///
/// The host keeps its output and its end, so that it is begun once: after a lost connection or a killed process it is
/// found again and followed on.
struct HostCommand: Sendable {
    let host: String
    let machine: any Machine
    let command: MachineCommand
    let step: StepContext

    private var name: String { command.words.first ?? "" }

    /// Runs it to its end.
    func run() async throws -> CommandRun.End {
        let streams = streams(omitting: nil)
        return try await ended(streams) {
            try await machine.run(command, output: streams.output.receive, errors: streams.errors.receive)
        }
    }

    /// Goes on with it where it was begun, and shows what has not been shown.
    /// - Returns: `nil` where it was not begun.
    func resume() async throws -> CommandRun.End? {
        let streams = streams(omitting: ShownLines(of: step))
        return try await ended(streams, isResumed: true) {
            try await machine.resume(command, output: streams.output.receive, errors: streams.errors.receive)
        }
    }

    /// Ends it.
    /// - Returns: whether it had begun.
    func end() async throws -> Bool {
        let begun = try await onMachine(host) { try await machine.end(command.token, grace: command.grace) }
        forgetLater()
        return begun
    }

    private func streams(omitting shown: ShownLines?) -> (output: StepOutput, errors: StepOutput) {
        (
            StepOutput(step, keeping: CommandRun.keptOutput, omitting: shown),
            StepOutput(step, keeping: CommandRun.keptOutput, omitting: shown)
        )
    }

    private func ended(
        _ streams: (output: StepOutput, errors: StepOutput), isResumed: Bool = false,
        _ work: () async throws -> ProgramEnding?
    ) async throws -> CommandRun.End? {
        defer { for stream in [streams.output, streams.errors] { stream.finish() } }
        do {
            guard let ending = try await work() else { return nil }
            for stream in [streams.output, streams.errors] { stream.finish() }
            forgetLater()
            return CommandRun.End(termination: ending, output: streams.output, errors: streams.errors)
        } catch let error as MachineError {
            throw failure(error, streams.errors, isResumed: isResumed)
        }
    }

    private func ended(
        _ streams: (output: StepOutput, errors: StepOutput), _ work: () async throws -> ProgramEnding
    ) async throws -> CommandRun.End {
        let end: CommandRun.End? = try await ended(streams) { () async throws -> ProgramEnding? in try await work() }
        guard let end else { throw StepError(code: "command.lost", "\(name) was not begun", fields: fields) }
        return end
    }

    /// What is kept there goes once the step's end is on record.
    private func forgetLater() {
        let (machine, token) = (machine, command.token)
        step.whenRecorded { try? await machine.forget(token) }
    }

    private var fields: [String: LuaValue] { ["host": .string(host)] }

    private func failure(_ error: MachineError, _ errors: StepOutput, isResumed: Bool) -> StepError {
        switch error.kind {
        case .timedOut:
            forgetLater()
            return StepError(
                code: "command.timeout",
                "\(name) was not done on \(host) within \(command.limit?.text ?? "its time") and was ended",
                details: errors.lastLines(10), fields: fields)
        case .notFound:
            let isPlaced = name.contains("/")
            return StepError(
                code: "command.not_found",
                "there is no program \(name) on \(host)\(isPlaced ? "" : " in \(command.environment["PATH"] ?? Command.defaultPath)")",
                hint: isPlaced ? nil : "name its whole path, or set PATH in env",
                fields: fields.merging(["option": "command"]) { $1 })
        case .noFolder:
            return StepError(
                code: "command.no_folder", "there is no folder \(command.folder ?? "") on \(host) to run in",
                fields: fields.merging(["option": "cwd"]) { $1 })
        case .endUnknown, .connectionLost: return inDoubt(error)
        // Nothing was begun, unless an earlier process has.
        default: return isResumed ? inDoubt(error) : StepError(error, host: host)
        }
    }

    /// A failure after which it may run there, or may have run.
    private func inDoubt(_ error: MachineError) -> StepError {
        let error = StepError(error, host: host)
        return StepError(
            code: error.code, error.message, hint: error.hint,
            fields: error.fields.merging(["in_doubt": true]) { $1 })
    }
}
