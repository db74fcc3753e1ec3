import AsyncHTTPClient
import NIOCore
import NIOHTTP1

extension DockerEngine {
    /// Asks whether the engine is there at all; the cheapest request there is.
    public func ping() async throws {
        let request = EngineRequest(.GET, "/_ping", timeout: .seconds(10), operation: "reach the engine")
        let response = try await connection.execute(request, version: nil)
        _ = try? await response.body.collect(upTo: 1024)
    }

    /// The engine's version and the API version spoken with it.
    /// - Throws: `DockerError`, `apiVersionUnsupported` when there is no common one.
    public func version() async throws -> EngineVersion {
        try await connection.engineVersion()
    }

    /// What the engine says of itself and its machine.
    public func info() async throws -> EngineInfo {
        try await connection.value(EngineRequest(.GET, "/info", operation: "request the engine's state"))
    }
}
