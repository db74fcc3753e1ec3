import NIOHTTP1

extension DockerEngine {
    func containerRequest(
        _ method: HTTPMethod, _ container: String, _ action: String, _ verb: String
    ) -> EngineRequest {
        EngineRequest(
            method, "/containers/\(PercentEncoding.pathPart(container))\(action)",
            operation: "\(verb) container “\(container)”")
    }

    /// Creates a container and joins its networks; it does not run yet.
    /// - Returns: the container's id.
    /// - Throws: `DockerError`: `imageNotFound`, `nameInUse`, `badRequest`, … When a network cannot be joined, the
    ///   container has been removed again.
    public func createContainer(_ config: ContainerConfig) async throws -> String {
        struct Created: Decodable {
            var id: String

            enum CodingKeys: String, CodingKey {
                case id = "Id"
            }
        }
        var request = EngineRequest(
            .POST, "/containers/create", operation: "create container “\(config.name ?? config.image)”")
        if let name = config.name { request.query = [("name", name)] }
        try request.setBody(ContainerCreation(config))
        let id = try await connection.value(request, as: Created.self).id
        do {
            for attachment in config.networks.dropFirst() {
                try await connectContainer(id, to: attachment)
            }
        } catch {
            try? await removeContainer(id, force: true)
            throw error
        }
        return id
    }

    /// Starts a container; a running one is left as it is.
    /// - Throws: `DockerError`: `portInUse`, `commandNotStartable`, … The container is then still there, in state
    ///   `created`; remove it.
    public func startContainer(_ container: String) async throws {
        try await connection.perform(containerRequest(.POST, container, "/start", "start"))
    }

    /// Asks a container to end, and kills it when it has not ended in time; a stopped one is left as it is.
    /// - Parameter timeout: how long it may take, in seconds; nil for what the container was created with.
    public func stopContainer(_ container: String, timeout: Int? = nil) async throws {
        var request = containerRequest(.POST, container, "/stop", "stop")
        if let timeout { request.query = [("t", String(timeout))] }
        // The answer comes when the container has ended; how long that may take is up to the engine.
        request.timeout = timeout.map { .seconds($0 + 60) }
        try await connection.perform(request)
    }

    /// Sends a signal to a container's process.
    /// - Parameter signal: the signal's name or number.
    /// - Throws: `DockerError`, `conflict` when it does not run.
    public func killContainer(_ container: String, signal: String = "SIGKILL") async throws {
        var request = containerRequest(.POST, container, "/kill", "send \(signal) to")
        request.query = [("signal", signal)]
        try await connection.perform(request)
    }

    /// Removes a container.
    /// - Parameters:
    ///   - container: its name or id.
    ///   - force: also when it runs; it is killed then.
    ///   - removesVolumes: whether its volumes without a name go with it.
    public func removeContainer(_ container: String, force: Bool = false, removesVolumes: Bool = true) async throws {
        var request = containerRequest(.DELETE, container, "", "remove")
        request.query = [("force", force ? "1" : "0"), ("v", removesVolumes ? "1" : "0")]
        try await connection.perform(request)
    }

    /// Gives a container another name.
    /// - Throws: `DockerError`, `nameInUse` when another has it.
    public func renameContainer(_ container: String, to name: String) async throws {
        var request = containerRequest(.POST, container, "/rename", "rename")
        request.query = [("name", name)]
        try await connection.perform(request)
    }

    /// What the engine knows of a container.
    /// - Throws: `DockerError`, `notFound` when there is none.
    public func inspectContainer(_ container: String) async throws -> ContainerInspection {
        try await connection.value(containerRequest(.GET, container, "/json", "inspect"))
    }

    /// The containers that carry all of these labels, newest first.
    /// - Parameters:
    ///   - labels: `name` or `name=value` each.
    ///   - includesStopped: whether those that do not run count too.
    public func listContainers(
        labels: [String] = [], includesStopped: Bool = true
    ) async throws -> [ContainerSummary] {
        var request = EngineRequest(.GET, "/containers/json", operation: "list containers")
        request.query = [("all", includesStopped ? "1" : "0"), ("filters", Filters(["label": labels]).json)]
        return try await connection.value(request)
    }
}
