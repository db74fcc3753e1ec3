import Processes
import Recipes

/// One run of a command: below a supervisor, with both streams read line by line.
struct CommandRun: Sendable {
    let command: Command
    let step: StepContext

    /// How much of the end of each stream is kept, in bytes.
    static let keptOutput = 64 << 10
    /// How long what was signalled to end may take before it is killed.
    static let grace = Duration.seconds(5)

    /// How a command ended.
    struct End: Sendable {
        let termination: ProgramEnding
        let output: StepOutput
        let errors: StepOutput

        /// The exit code, or 128 and the signal's number as a shell reports it.
        var code: Int32 { termination.code }

        var explanation: String {
            switch termination {
            case .exited(let code): "exited with \(code)"
            case .signalled(let signal): "was killed by signal \(signal)"
            }
        }
    }

    /// Runs the command to its end.
    /// - Throws: `StepError` with code `command.timeout`, `CancellationError`; then nothing of it runs any more.
    func run() async throws -> End {
        let (output, errors) = (
            StepOutput(step, keeping: Self.keptOutput), StepOutput(step, keeping: Self.keptOutput)
        )
        let processes = StepProcesses(token: step.token)
        let program = Program(
            path: command.path, name: command.name, arguments: command.arguments, environment: command.environment,
            folder: command.folder, input: command.input, placement: .supervised(mark: processes.variable))
        do {
            let termination = try await ProgramRun(program, limit: command.timeout, grace: Self.grace).run { bytes in
                output.receive(bytes)
            } errors: { bytes in
                errors.receive(bytes)
            }
            for stream in [output, errors] { stream.finish() }
            return End(termination: termination, output: output, errors: errors)
        } catch {
            for stream in [output, errors] { stream.finish() }
            // Whoever killed the supervisor has not thereby got away.
            try await processes.end()
            guard let error = error as? ProgramError else { throw error }
            throw failure(error, errors)
        }
    }

    private func failure(_ error: ProgramError, _ errors: StepOutput) -> StepError {
        switch error {
        case .timedOut(let limit):
            StepError(
                code: "command.timeout", "\(command.name) was not done within \(limit.text) and was ended",
                details: errors.lastLines(10))
        case .notFound, .notStarted:
            StepError(code: "command.not_found", "\(command.name) cannot be started: \(error)")
        case .zeroByte: StepError(code: "invalid_option", "run_command: \(error)")
        case .tooManyFiles, .tooManyProcesses:
            StepError(
                code: "command.limit", "\(command.name) cannot be started: \(error)",
                hint: "raise the limit, or run fewer at once: parallel(…, { max = 8 }, …)")
        case .supervisorLost:
            StepError(code: "command.lost", "\(error); nobody can tell what became of it")
        case .silent, .tooMuchOutput, .unkillable: StepError(code: "command.failed", "\(command.name): \(error)")
        }
    }
}
