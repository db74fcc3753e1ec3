import Subprocess

/// Runs a client tool in a process group of its own and ends the whole group on every way out.
struct ToolProcess: Sendable {
    /// How long the group may take to end after SIGTERM before SIGKILL.
    static let grace: Duration = .seconds(5)

    var command: ToolCommand
    let diagnostics: DiagnosticOutput
    /// Time without a byte on standard output before the tool is stopped; nil when it writes nothing there.
    var stall: Duration?

    /// Runs the tool to its end.
    /// - Parameter receive: gets standard output piece by piece; the tool waits while it works.
    /// - Returns: how the tool ended, whatever its exit code.
    /// - Throws: what `receive` throws, `StallError`, `CancellationError`, or `BackupError` `tool_missing` when it
    ///   cannot be started.
    func run(receive: (UnsafeRawBufferPointer) throws -> Void) async throws -> ToolResult {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = Self.teardown
        let watch = stall.map(StallWatch.init)
        do {
            let result = try await Subprocess.run(
                .name(command.tool), arguments: Arguments(command.arguments),
                environment: .custom(command.completeEnvironment.processEnvironment), platformOptions: options,
                input: .none, output: .sequence, error: .sequence
            ) { execution in
                try await follow(execution, watch: watch, receive: receive)
            }
            return ToolResult(
                status: result.terminationStatus.shellCode, bytes: result.closureResult,
                diagnostics: diagnostics.lines)
        } catch let error as SubprocessError where error.code == .executableNotFound || error.code == .spawnFailed {
            throw BackupError(
                .toolMissing, stage: .preflight, "\(command.directory)/\(command.tool) cannot be started",
                hint: "install the database's client tools, or name the directory that holds them")
        }
    }

    private static let teardown: [TeardownStep] = [
        .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: grace)
    ]

    private typealias Running = Execution<NoInput, SequenceOutput, SequenceOutput>

    /// Reads both streams to their ends. On failure the group is stopped before this throws; the leader is not reaped
    /// until then, so its group number cannot have been given to anybody else.
    nonisolated(nonsending) private func follow(
        _ execution: Running, watch: StallWatch?, receive: (UnsafeRawBufferPointer) throws -> Void
    ) async throws -> Int64 {
        do {
            let bytes = try await readStreams(of: execution, watch: watch, receive: receive)
            if watch?.hasExpired == true { throw StallError(bytes: bytes) }
            try Task.checkCancellation()
            try? execution.send(signal: .kill, toProcessGroup: true)
            return bytes
        } catch {
            await execution.teardown(using: Self.teardown)
            try? execution.send(signal: .kill, toProcessGroup: true)
            throw error
        }
    }

    nonisolated(nonsending) private func readStreams(
        of execution: Running, watch: StallWatch?, receive: (UnsafeRawBufferPointer) throws -> Void
    ) async throws -> Int64 {
        async let _ = stopWhenStalled(execution, watch: watch)
        async let errors: Void = readErrors(of: execution)
        var bytes: Int64 = 0
        for try await buffer in execution.standardOutput {
            watch?.arrived()
            try buffer.withUnsafeBytes(receive)
            bytes += Int64(buffer.count)
            watch?.wait()
        }
        try await errors
        return bytes
    }

    private func readErrors(of execution: Running) async throws {
        for try await buffer in execution.standardError {
            buffer.withUnsafeBytes(diagnostics.receive)
        }
        diagnostics.finish()
    }

    private func stopWhenStalled(_ execution: Running, watch: StallWatch?) async throws {
        guard let watch else { return }
        try await watch.waitForStall()
        await execution.teardown(using: Self.teardown)
    }
}

extension [String: String] {
    fileprivate var processEnvironment: [Environment.Key: String] {
        reduce(into: [:]) { environment, entry in
            if let key = Environment.Key(rawValue: entry.key) { environment[key] = entry.value }
        }
    }
}

extension TerminationStatus {
    /// The exit code, or 128 + the signal's number, as a shell would report it.
    fileprivate var shellCode: Int32 {
        switch self {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }
}
