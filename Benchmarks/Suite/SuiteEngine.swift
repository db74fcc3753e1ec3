import DockerEngine
import Foundation

/// The Docker Engine that containers are measured on.
struct SuiteEngine: Sendable {
    /// Set on everything the benchmarks make, so that they find it again.
    static let label = "moondock-benchmark"

    private let url: String?

    /// - Parameter url: where it listens; `nil` for the one that answers here.
    init(url: String?) { self.url = url }

    /// The engine and its unix socket.
    /// - Throws: `Skipped` where none answers, or not on a unix socket.
    func connect() async throws -> (engine: DockerEngine, socket: String) {
        do {
            let endpoint = try DockerEndpoint.resolve(explicit: url)
            guard case .unix(let socket) = endpoint.transport else {
                throw Skipped("curl, the floor, needs an engine on a unix socket, not \(endpoint)")
            }
            let engine = try DockerEngine(endpoint: endpoint)
            _ = try await engine.version()
            return (engine, socket)
        } catch let error as DockerError {
            throw Skipped("no Docker Engine answers: \(error)")
        }
    }

    /// Makes an image whose container answers HTTP on port 8080 at once, or runs busybox.
    /// - Returns: its id, which nobody can give to another image.
    func image(on engine: DockerEngine, in folder: URL) async throws -> String {
        let busybox = "/bin/busybox"
        guard FileManager.default.isExecutableFile(atPath: busybox) else {
            throw Skipped("there is no \(busybox) (Debian: busybox-static)")
        }
        try FileManager.default.copyItem(atPath: busybox, toPath: folder.appendingPathComponent("busybox").path)
        let files = [
            "index.html": "ready\n",
            "Dockerfile": """
            FROM scratch
            COPY busybox /bin/busybox
            COPY index.html /www/index.html
            STOPSIGNAL SIGKILL
            CMD ["/bin/busybox", "httpd", "-f", "-p", "8080", "-h", "/www"]
            """,
        ]
        for (name, text) in files {
            try text.write(to: folder.appendingPathComponent(name), atomically: false, encoding: .utf8)
        }
        let request = BuildRequest(
            context: try BuildContext(directory: folder.path), tags: [try ImageReference("moondock-benchmark:latest")],
            labels: [Self.label: "1"])
        return try await engine.build(request).imageID
    }

    /// Removes the containers the benchmarks have made.
    func removeContainers(on engine: DockerEngine) async throws {
        for container in try await engine.listContainers(labels: [Self.label]) {
            try await engine.removeContainer(container.id, force: true)
        }
    }
}
