import DockerEngine
public import Recipes

/// In what engines differ from what a run has left there.
public struct Drift: Hashable, Sendable {
    /// What has changed since, a line each.
    public var changes: [String] = []
    /// What nobody can tell, and why, a line each.
    public var unknown: [String] = []

    /// Nothing.
    public init() {}

    /// Nothing but that nobody can tell.
    public init(unknown reason: String) { unknown = [reason] }
}

/// Compares what engines have with what a run has left there.
public struct DriftCheck: Sendable {
    private let engines: EnginePool

    /// Makes the check.
    public init(engines: EnginePool) { self.engines = engines }

    /// What has changed since.
    public func drift(of containers: [DeployedContainer], in environment: DeploymentEnvironment) async -> Drift {
        var drift = Drift()
        for container in containers {
            let place = container.host.map { "\(container.name) on \($0)" } ?? container.name
            do {
                let target = try engines.target(container.host, in: environment)
                if let change = try await change(of: container, on: target.engine) {
                    drift.changes.append("\(place): \(change)")
                }
            } catch {
                drift.unknown.append("\(place): \(error)")
            }
        }
        return drift
    }

    private func change(of container: DeployedContainer, on engine: DockerEngine) async throws -> String? {
        if let found = try await engine.container(container.id) {
            if !found.state.isRunning { return "it is \(found.state.status)" }
            if found.imageID != container.image { return "it runs the image \(found.imageID.prefix(19))" }
            return found.name == container.container ? nil : "it is called \(found.name) now"
        }
        guard let other = try await engine.container(container.container) else { return "it is gone" }
        let run = other.configuration.labels?[ContainerLabels.run] ?? ""
        let maker = run.isEmpty ? "by nobody known here" : "by run \(run)"
        let image = other.imageID == container.image ? "the same image" : "the image \(other.imageID.prefix(19))"
        return "it was replaced \(maker), with \(image)"
    }
}
