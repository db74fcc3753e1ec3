import DockerEngine

/// A container that has written its log and ended.
enum LoggedContainer {
    static func with<Result>(
        _ suite: Suite, _ body: (DockerEngine, _ socket: String, _ container: String) async throws -> Result
    ) async throws -> Result {
        let (engine, socket) = try await suite.engine.connect()
        let image = try await suite.engine.image(on: engine, in: try suite.folder("image"))
        let line = String(repeating: "x", count: 99)
        var config = ContainerConfig(image: image)
        config.command = [
            "/bin/busybox", "sh", "-c", "/bin/busybox yes \(line) | /bin/busybox head -c \(LogStream.size)",
        ]
        config.labels = [SuiteEngine.label: "1"]
        do {
            let container = try await engine.createContainer(config)
            try await engine.startContainer(container)
            _ = try await engine.waitForContainer(container)
            let result = try await body(engine, socket, container)
            try await suite.engine.removeContainers(on: engine)
            try await engine.removeImage(image, force: true)
            return result
        } catch {
            try? await suite.engine.removeContainers(on: engine)
            throw error
        }
    }
}
