import DockerEngine
import Recipes

/// What takes a container that is gone for gone.
extension DockerEngine {
    /// A container by name or id; `nil` where there is none.
    func container(_ name: String) async throws -> ContainerInspection? {
        do {
            return try await inspectContainer(name)
        } catch let error as DockerError where error.code == .notFound {
            return nil
        }
    }

    /// Stops a container, if it is there.
    func halt(_ container: String, within seconds: Int) async throws {
        try await unlessGone { try await stopContainer(container, timeout: seconds) }
    }

    /// Gives a container another name, if it is there.
    func rename(_ container: String, to name: String) async throws {
        try await unlessGone { try await renameContainer(container, to: name) }
    }

    /// Removes a container, if it is there; one that is being removed is waited for.
    func discard(_ container: String, by clock: any StepClock) async throws {
        do {
            try await unlessGone { try await removeContainer(container, force: true) }
        } catch let error as DockerError where error.code == .conflict && error.message.contains("in progress") {
            try await awaitRemoval(of: container, by: clock)
        }
    }

    /// Waits until a container is gone that the engine removes by itself.
    func awaitRemoval(of name: String, by clock: any StepClock) async throws {
        let deadline = clock.elapsed + .seconds(30)
        while try await container(name) != nil {
            guard clock.elapsed < deadline else {
                throw DockerError(
                    .conflict, operation: "wait until container “\(name)” is removed",
                    message: "the engine has not removed it within 30 s", endpoint: endpoint.description)
            }
            try await clock.sleep(for: .milliseconds(50))
        }
    }
}

private func unlessGone(_ work: () async throws -> Void) async throws {
    do {
        try await work()
    } catch let error as DockerError where error.code == .notFound {
        return
    }
}

/// Does something whole, though the task is cancelled: the engine would go on with it all the same.
func uncut<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
    try await Task { try await work() }.value
}
