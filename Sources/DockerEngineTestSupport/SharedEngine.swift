import DockerEngine
import Foundation
import Subprocess

/// The one engine all tests of this process use: the one `MOONDOCK_TEST_DOCKER_HOST` names, or a private one that is
/// started with the first test and goes with the process.
actor SharedEngine {
    static let shared = SharedEngine()
    static let image = "moondock-test/busybox:latest"

    private var preparation: Task<DockerEngine, any Error>?

    func engine() async throws -> DockerEngine {
        if let preparation { return try await preparation.value }
        let task = Task {
            let engine = try DockerEngine(endpoint: try await Self.endpoint())
            try await TestImage.build(named: Self.image, on: engine)
            return engine
        }
        preparation = task
        return try await task.value
    }

    private static func endpoint() async throws -> DockerEndpoint {
        if let url = ProcessInfo.processInfo.environment["MOONDOCK_TEST_DOCKER_HOST"], !url.isEmpty {
            return try DockerEndpoint(url)
        }
        return try await PrivateEngine.start().endpoint
    }
}
