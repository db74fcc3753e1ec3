import AsyncHTTPClient
import NIOHTTP1

extension DockerEngine {
    /// A container's output.
    /// - Parameters:
    ///   - container: its name or id.
    ///   - options: which part of it.
    ///   - hasTerminal: whether the container has a terminal, if you know; it spares a question to older engines.
    /// - Throws: `DockerError`, `notFound` when there is none.
    public func containerLogs(
        _ container: String, _ options: LogOptions = LogOptions(), hasTerminal: Bool? = nil
    ) async throws -> ContainerLogs {
        var request = containerRequest(.GET, container, "/logs", "read the output of")
        request.query = options.query
        if options.follows { request.timeout = nil }
        // The question comes first: an answer that nobody reads would hold its connection.
        let isMultiplexed = try await isMultiplexed(container, hasTerminal: hasTerminal)
        let response = try await connection.send(request)
        let type = response.headers.first(name: "Content-Type")
        return ContainerLogs(
            body: response.body, isMultiplexed: isMultiplexed ?? (type == "application/vnd.docker.multiplexed-stream"),
            operation: request.operation, endpoint: endpoint)
    }

    /// Whether a container's output comes in frames; nil when the answer itself will tell, as it does from API 1.42 on.
    private func isMultiplexed(_ container: String, hasTerminal: Bool?) async throws -> Bool? {
        if let hasTerminal { return !hasTerminal }
        guard try await connection.version() < APIVersion(1, 42) else { return nil }
        return try await !inspectContainer(container).configuration.hasTerminal
    }
}
