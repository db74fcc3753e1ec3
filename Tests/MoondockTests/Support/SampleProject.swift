import DockerEngine
import DockerEngineTestSupport
import Foundation
import Testing

/// A project in a temporary directory with hosts of its own on the tests' engine.
///
/// What its recipes make on the engine is removed at the end: all of it carries the project's label.
struct SampleProject: Sendable {
    let directory: TemporaryDirectory
    let fixture: EngineFixture
    let network: String

    var engine: DockerEngine { fixture.engine }
    var root: String { directory.path }
    /// The container name that recipes of this project use; no other project does.
    var site: String { fixture.name("site") }
    /// The name of the site's container on a host; hosts share the engine.
    func container(on host: Int = 1) -> String { "\(site).web-\(host)" }
    /// Where a host publishes its ports.
    func address(of host: Int = 1) -> String { "\(network).\(host)" }
    private var label: String { "moondock.project=\(URL(fileURLWithPath: root).lastPathComponent)" }

    /// Runs a test in an empty project with the environment `test`: hosts `web-1` to `web-4`.
    /// - Parameter own: an engine in the place of the shared one.
    static func with(
        on own: PrivateEngine? = nil, _ body: @Sendable (SampleProject) async throws -> Void
    ) async throws {
        await Permits.engine.acquire()
        defer { Permits.engine.release() }
        try await EngineFixture.with(on: own) { fixture in
            try await TemporaryDirectory.with { directory in
                let project = SampleProject(directory: directory, fixture: fixture, network: Loopback.network())
                // The tests' image is made here and has no digest.
                try project.write("moondock.lua", "return { policy = { unpinned_images = true } }\n")
                try project.environment()
                do {
                    try await body(project)
                } catch {
                    try? await project.cleanUp()
                    throw error
                }
                try await project.cleanUp()
            }
        }
    }

    /// Runs a test on an engine of its own, which it may restart.
    static func withOwnEngine(
        _ body: @Sendable (SampleProject, PrivateEngine) async throws -> Void
    ) async throws {
        let engine = try await PrivateEngine.start()
        do {
            try await with(on: engine) { project in try await body(project, engine) }
            try await engine.stop()
        } catch {
            try? await engine.stop()
            throw error
        }
    }

    func write(_ name: String, _ contents: String) throws { try directory.write(name, contents) }

    /// Writes `environments/test.lua`.
    /// - Parameter entries: further lines of its table.
    func environment(_ entries: String = "") throws {
        let hosts = (1...4).map { "    [\"web-\($0)\"] = { address = \"\(address(of: $0))\" }," }
        try write(
            "environments/test.lua",
            "return {\n  hosts = {\n\(hosts.joined(separator: "\n"))\n  },\n  site = \"\(site)\",\n\(entries)\n}\n")
    }

    /// Writes the recipe `main.lua`.
    func recipe(_ text: String) throws { try write("main.lua", text) }

    private func cleanUp() async throws {
        // A cancelled test leaves as little behind as any other.
        try await Task {
            for container in try await engine.listContainers(labels: [label]) {
                try await ignoringMissing { try await engine.removeContainer(container.id, force: true) }
            }
            for image in try await engine.listImages(labels: [label]) {
                try await ignoringMissing { try await engine.removeImage(image.id, force: true) }
            }
        }.value
    }

    private func ignoringMissing(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as DockerError where [.notFound, .imageNotFound, .conflict].contains(error.code) {
            // It went together with another.
        }
    }

    /// Removes the containers the project has.
    func removeContainers() async throws {
        for container in try await engine.listContainers(labels: [label]) {
            try await ignoringMissing { try await engine.removeContainer(container.id, force: true) }
        }
    }

    /// The containers the project has, by name.
    func containers() async throws -> [String: ContainerSummary] {
        let found = try await engine.listContainers(labels: [label])
        return Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0) })
    }

    /// What the site answers on a host; `nil` when nobody answers.
    func answer(of host: Int = 1, _ path: String = "/", port: Int = 8080) async throws -> String? {
        let url = "http://\(address(of: host)):\(port)\(path)"
        let (outcome, _) = try await Program.run(
            "/usr/bin/curl", ["-sS", "--max-time", "10", url], in: root, environment: [:]
        ) { _ in }
        return outcome.code == 0 ? outcome.output : nil
    }
}
