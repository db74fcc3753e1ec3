import NIOHTTP1

extension DockerEngine {
    /// Has the engine run a container's health check now, where it does not do so by itself: Podman leaves that to timers
    /// of systemd. Docker's engine is asked nothing.
    /// - Throws: `DockerError`, `conflict` when the container does not run or has no health check.
    public func runHealthCheck(_ container: String) async throws {
        guard try await connection.knownVersion().product == .podman else { return }
        try await connection.perform(
            EngineRequest(
                .GET, "/libpod/containers/\(PercentEncoding.pathPart(container))/healthcheck",
                operation: "run the health check of container “\(container)”"))
    }
}
