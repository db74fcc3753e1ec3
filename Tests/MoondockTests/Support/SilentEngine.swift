import NIOCore
import NIOPosix

/// A socket that takes every connection and never answers, as a machine does that hangs.
enum SilentEngine {
    static func with(at path: String, _ body: @Sendable () async throws -> Void) async throws {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
        do {
            try await body()
            try await server.close()
        } catch {
            try? await server.close()
            throw error
        }
    }
}
