public import DockerEngine
import Foundation

/// A place of one's own on the tests' shared Docker Engine.
///
/// Everything that carries the fixture's label (containers, images, networks, volumes) is removed at the end, whatever
/// happened in between. Names made by `name(_:)` collide with no other test's.
public struct EngineFixture: Sendable {
    /// The engine.
    public let engine: DockerEngine
    /// An image with a static busybox: `/bin/sh`, `httpd`, `nc`, … It must not be removed.
    public let image: String
    /// What sets this fixture's names apart.
    public let identity: String

    /// The label's name.
    public static let labelName = "moondock.test"

    /// The label that everything made by a test must carry, as a dictionary.
    public var labels: [String: String] { [Self.labelName: identity] }

    /// The label in the form filters take.
    public var labelFilter: String { "\(Self.labelName)=\(identity)" }

    /// Runs a test with a fixture, and cleans up after it.
    /// - Parameter own: an engine in the place of the shared one.
    public static func with<Result: Sendable>(
        on own: PrivateEngine? = nil, _ body: @Sendable (EngineFixture) async throws -> Result
    ) async throws -> Result {
        let engine: DockerEngine
        if let own {
            engine = try DockerEngine(endpoint: own.endpoint)
            try await TestImage.build(named: SharedEngine.image, on: engine)
        } else {
            engine = try await SharedEngine.shared.engine()
        }
        let identity = String(UUID().uuidString.prefix(8)).lowercased()
        let fixture = EngineFixture(engine: engine, image: SharedEngine.image, identity: identity)
        do {
            let result = try await body(fixture)
            try await fixture.cleanUp()
            return result
        } catch {
            // The test's own failure is the one to report.
            try? await fixture.cleanUp()
            throw error
        }
    }

    /// A name no other test uses.
    public func name(_ stem: String) -> String { "\(stem)-\(identity)" }

    /// A container of the test image with this fixture's label and a name of its own.
    public func container(_ stem: String, command: [String]) -> ContainerConfig {
        var config = ContainerConfig(image: image, name: name(stem), command: command)
        config.labels = labels
        // A shell as first process ignores SIGTERM; nobody wants to wait for it.
        config.stopTimeout = 1
        return config
    }

    private func cleanUp() async throws {
        // A cancelled test leaves as little behind as any other.
        try await Task {
            for container in try await engine.listContainers(labels: [labelFilter]) {
                try await ignoringMissing { try await engine.removeContainer(container.id, force: true) }
            }
            for network in try await engine.listNetworks(labels: [labelFilter]) {
                try await ignoringMissing { try await engine.removeNetwork(network.id) }
            }
            for volume in try await engine.listVolumes(labels: [labelFilter]) {
                try await ignoringMissing { try await engine.removeVolume(volume.name) }
            }
            for image in try await engine.listImages(labels: [labelFilter]) {
                try await ignoringMissing { try await engine.removeImage(image.id, force: true) }
            }
        }.value
    }

    private func ignoringMissing(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as DockerError where [.notFound, .imageNotFound, .conflict].contains(error.code) {
            // Another part of the clean-up, or the test itself, was faster.
        }
    }
}
