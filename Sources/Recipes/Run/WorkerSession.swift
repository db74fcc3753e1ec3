import LuaValues
import WorkerHost
import WorkerProtocol

/// One worker process and the talk with it before and during a run.
final class WorkerSession: Sendable {
    let connection: WorkerConnection
    private let process: WorkerProcess

    init(executable: String, limits: LuaLimits) throws {
        do {
            process = try WorkerProcess.spawn(executable: executable, processorTime: limits.processorTime)
        } catch {
            throw Diagnostic(
                code: "no_worker", message: "\(error)",
                hint: error.isLimit
                    ? nil : "moondock-worker belongs beside moondock, or into ../libexec/moondock from there")
        }
        connection = process.connection
    }

    /// Evaluates a data file in a state of its own.
    func evaluate(_ source: SourceText, limits: LuaLimits) async throws -> LuaValue {
        connection.send([.evaluate(source: source, limits: limits)])
        for await item in connection.messages {
            if case .evaluated(let result) = try item.get() { return try result.get() }
        }
        throw Diagnostic(code: "worker_lost", message: "the worker ended while it read \(source.chunk)")
    }

    /// How the worker ended, once it has.
    func exitReason() async -> String {
        let exit = await process.waitForExit()
        if let explanation = exit.explanation { return explanation }
        return switch exit {
        case .exited(let code): "it exited with \(code)"
        case .signalled(let signal): "it was killed by signal \(signal)"
        case .usedUp(let seconds): "it computed for \(Duration.seconds(seconds).text) without calling the host"
        }
    }

    /// Ends the worker.
    func end() { process.kill() }
}
