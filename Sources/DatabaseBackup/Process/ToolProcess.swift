import Processes
import Synchronization

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
    func run(receive: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void) async throws -> ToolResult {
        let program = Program(
            path: "\(command.directory)/\(command.tool)", name: command.tool, arguments: command.arguments,
            environment: command.completeEnvironment)
        let received = ByteCount()
        do {
            let termination = try await ProgramRun(program, silence: stall, grace: Self.grace).run { bytes in
                try receive(bytes)
                received.add(bytes.count)
            } errors: { bytes in
                diagnostics.receive(bytes)
            }
            diagnostics.finish()
            return ToolResult(status: termination.code, bytes: received.total, diagnostics: diagnostics.lines)
        } catch ProgramError.silent {
            throw StallError(bytes: received.total)
        } catch let error as ProgramError {
            throw failure(error)
        }
    }

    private func failure(_ error: ProgramError) -> BackupError {
        switch error {
        case .notFound, .notStarted:
            BackupError(
                .toolMissing, stage: .preflight, "\(command.directory)/\(command.tool) cannot be started",
                hint: "install the database's client tools, or name the directory that holds them")
        default: BackupError(.io, stage: .preflight, "\(command.tool) cannot be run: \(error)")
        }
    }
}

/// Nothing arrived from a tool for the stall limit, and it was stopped.
struct StallError: Error {
    /// Bytes that had arrived before.
    let bytes: Int64
}

/// How many bytes have come so far.
private final class ByteCount: Sendable {
    private let count = Atomic<Int64>(0)

    var total: Int64 { count.load(ordering: .relaxed) }

    func add(_ bytes: Int) { count.add(Int64(bytes), ordering: .relaxed) }
}
