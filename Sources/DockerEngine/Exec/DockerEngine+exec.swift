import AsyncHTTPClient
import NIOHTTP1

extension DockerEngine {
    /// Runs a command in a running container and follows it to its end.
    ///
    /// Cancelling the task ends the following, not the command. What must survive a crash of this process belongs into
    /// `startDetached(in:_:)`: once its connection is gone, the engine does not report this command's true exit code.
    /// - Parameters:
    ///   - container: the container's name or id.
    ///   - config: the command.
    ///   - onOutput: called with what it writes, in order; the command waits while it works.
    /// - Returns: the command's exit code; 126 and 127 also when it cannot be started.
    /// - Throws: `DockerError`: `notFound`, or `conflict` when the container does not run.
    public func runCommand(
        in container: String, _ config: ExecConfig,
        onOutput: @Sendable (LogChunk) async throws -> Void = { _ in }
    ) async throws -> Int {
        let id = try await createExec(in: container, config, attachesOutput: true)
        var request = execRequest(.POST, id, "/start", "run a command in container “\(container)”")
        request.timeout = nil
        try request.setBody(ExecStart(isDetached: false))
        let response = try await connection.send(request)
        let output = ContainerLogs(
            body: response.body, isMultiplexed: true, operation: request.operation, endpoint: endpoint)
        for try await chunk in output { try await onOutput(chunk) }
        // The output ends a moment before the engine has noted the exit code.
        while true {
            let state = try await inspectCommand(id)
            if !state.isRunning, let exitCode = state.exitCode { return exitCode }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Starts a command in a running container and leaves it to itself; its output is lost.
    /// - Returns: an id to request it by, with `inspectCommand(_:)`, for as long as the container exists.
    public func startDetached(in container: String, _ config: ExecConfig) async throws -> String {
        let id = try await createExec(in: container, config, attachesOutput: false)
        var request = execRequest(.POST, id, "/start", "start a command in container “\(container)”")
        try request.setBody(ExecStart(isDetached: true))
        try await connection.perform(request)
        return id
    }

    /// What has become of a command in a container.
    /// - Throws: `DockerError`, `notFound` when the engine knows no such command.
    public func inspectCommand(_ id: String) async throws -> ExecInspection {
        try await connection.value(execRequest(.GET, id, "/json", "inspect command “\(id)”"))
    }

    private func createExec(
        in container: String, _ config: ExecConfig, attachesOutput: Bool
    ) async throws -> String {
        var request = containerRequest(.POST, container, "/exec", "run a command in")
        try request.setBody(ExecCreation(config, attachesOutput: attachesOutput))
        return try await connection.value(request, as: ExecCreation.Answer.self).id
    }

    private func execRequest(
        _ method: HTTPMethod, _ id: String, _ action: String, _ operation: String
    ) -> EngineRequest {
        EngineRequest(method, "/exec/\(PercentEncoding.pathPart(id))\(action)", operation: operation)
    }
}
