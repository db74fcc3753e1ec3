import ProcessInput
import Recipes
import Subprocess
import SystemPackage

/// One run of a command: in a session of its own, with both streams read line by line.
struct CommandRun: Sendable {
    let command: Command
    let step: StepContext

    /// How much of the end of each stream is kept, in bytes.
    static let keptOutput = 64 << 10
    /// How long what was told to end may take before it is killed.
    static let grace = Duration.seconds(5)

    /// How a command ended.
    struct End: Sendable {
        let status: TerminationStatus
        let output: StepOutput
        let errors: StepOutput

        /// The exit code, or 128 and the signal's number as a shell tells it.
        var code: Int32 {
            switch status {
            case .exited(let code): code
            case .signaled(let signal): 128 + signal
            }
        }

        var explanation: String {
            switch status {
            case .exited(let code): "exited with \(code)"
            case .signaled(let signal): "was killed by signal \(signal)"
            }
        }
    }

    /// Runs the command to its end.
    /// - Throws: `StepError` with code `command.timeout`, `CancellationError`; then nothing of it runs any more.
    func run() async throws -> End {
        let (output, errors) = (
            StepOutput(step, keeping: Self.keptOutput), StepOutput(step, keeping: Self.keptOutput)
        )
        let expiry = Expiry()
        let watch = command.timeout.map { limit in
            Task {
                try await Task.sleep(for: limit)
                expiry.pass()
                await StepProcesses(token: step.token).end(grace: Self.grace)
            }
        }
        defer { watch?.cancel() }
        do {
            let status = try await withTaskCancellationHandler {
                try await follow(output, errors)
            } onCancel: {
                // Beside the library's own end of the group: a process with a session of its own is in no group of ours.
                Task { await StepProcesses(token: step.token).end(grace: Self.grace) }
            }
            try Task.checkCancellation()
            if !expiry.hasPassed { return End(status: status, output: output, errors: errors) }
        } catch {
            if !expiry.hasPassed {
                await endAll()
                throw error
            }
        }
        await endAll()
        let limit = (command.timeout ?? .zero).text
        throw StepError(
            code: "command.timeout", "\(command.name) was not done within \(limit) and was ended",
            details: errors.lastLines(10))
    }

    /// Ends what is left. Not cut short by a cancelled task: nothing may go on behind the run's back.
    private func endAll() async {
        let token = step.token
        await Task { await StepProcesses(token: token).end(grace: Self.grace) }.value
    }

    private func follow(_ output: StepOutput, _ errors: StepOutput) async throws -> TerminationStatus {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: Self.grace)]
        let environment = command.environment.reduce(into: [Environment.Key: String]()) { result, entry in
            if let key = Environment.Key(rawValue: entry.key) { result[key] = entry.value }
        }
        do {
            let input = try ProcessInput(command.input)
            return try await Subprocess.run(
                .path(FilePath(command.path)),
                arguments: Arguments(executablePathOverride: command.name, remainingValues: command.arguments),
                environment: .custom(environment), workingDirectory: FilePath(command.folder),
                platformOptions: options,
                input: .fileDescriptor(input.descriptor, closeAfterSpawningProcess: false), output: .sequence,
                error: .sequence
            ) { execution in
                async let second: Void = Self.read(execution.standardError, into: errors)
                try await Self.read(execution.standardOutput, into: output)
                try await second
            }.terminationStatus
        } catch let error as SubprocessError where error.code == .executableNotFound || error.code == .spawnFailed {
            throw StepError(code: "command.not_found", "\(command.name) cannot be started: \(error)")
        } catch let error as Errno {
            throw StepError(code: "command.no_input", "there is no room for what \(command.name) is to read: \(error)")
        }
    }

    private static func read(
        _ stream: some AsyncSequence<SubprocessOutputSequence.Buffer, any Error>, into output: StepOutput
    ) async throws {
        for try await buffer in stream { buffer.withUnsafeBytes { output.receive($0) } }
        output.finish()
    }
}
