import DockerEngine
import Recipes

/// Makes the container of a `docker_run`, and starts it.
struct ContainerMaker: Sendable {
    let target: EnginePool.Target
    let options: RunOptions
    let step: StepContext

    /// Makes it, and has the engine pull the image where it lacks it.
    /// - Parameters:
    ///   - name: its name on the engine.
    ///   - labels: labels beside the usual ones.
    ///   - change: what is other than the call says.
    func make(
        _ name: String, labels: [String: String], change: (inout ContainerConfig) -> Void = { _ in }
    ) async throws -> String {
        let image = RunnableImage(options.image, on: target, step: step)
        var config = try options.configuration(
            image: try await image.reference(), containerName: name, target: target, step: step)
        config.mounts = try await MountCheck(target: target, options: options, step: step).allowed()
        config.labels.merge(labels) { _, ours in ours }
        change(&config)
        do {
            return try await create(config)
        } catch let error as DockerError where error.code == .imageNotFound {
            try await image.pull()
            return try await create(config)
        }
    }

    /// Starts a container that was made so, as long as what is mounted into it is what was allowed.
    func start(_ container: String) async throws {
        let engine = target.engine
        let check = MountCheck(target: target, options: options, step: step)
        let sources = try await check.confirm(container)
        try await uncut {
            try await engine.startContainer(container)
            try await check.verify(sources, in: container)
        }
    }

    /// Not cut short by a cancelled task: the engine would make the container all the same, and nobody would know of it.
    private func create(_ config: ContainerConfig) async throws -> String {
        try Task.checkCancellation()
        let engine = target.engine
        return try await uncut { try await engine.createContainer(config) }
    }
}
