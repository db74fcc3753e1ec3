import NIOHTTP1

extension DockerEngine {
    /// Creates a network of containers.
    /// - Parameters:
    ///   - name: its name; a second network of the same name is rejected.
    ///   - driver: `bridge`, or `overlay` in a swarm.
    ///   - labels: labels to find it by.
    ///   - isInternal: whether it has no way to the outside.
    /// - Returns: the network's id.
    /// - Throws: `DockerError`, `conflict` when the name is taken.
    public func createNetwork(
        _ name: String, driver: String = "bridge", labels: [String: String] = [:], isInternal: Bool = false
    ) async throws -> String {
        var request = EngineRequest(.POST, "/networks/create", operation: "create network “\(name)”")
        try request.setBody(
            NetworkCreation(name: name, checksDuplicate: true, driver: driver, labels: labels, isInternal: isInternal))
        return try await connection.value(request, as: NetworkCreation.Answer.self).id
    }

    /// What the engine knows of a network.
    /// - Throws: `DockerError`, `notFound` when there is none.
    public func inspectNetwork(_ network: String) async throws -> NetworkInspection {
        try await connection.value(networkRequest(.GET, network, "", "inspect"))
    }

    /// The networks that carry all of these labels.
    public func listNetworks(labels: [String] = []) async throws -> [NetworkInspection] {
        var request = EngineRequest(.GET, "/networks", operation: "list networks")
        request.query = [("filters", Filters(["label": labels]).json)]
        return try await connection.value(request)
    }

    /// Removes a network no container is part of.
    public func removeNetwork(_ network: String) async throws {
        try await connection.perform(networkRequest(.DELETE, network, "", "remove"))
    }

    /// Makes a container part of a further network.
    public func connectContainer(_ container: String, to attachment: NetworkAttachment) async throws {
        var request = networkRequest(.POST, attachment.network, "/connect", "connect “\(container)” to")
        try request.setBody(
            NetworkConnection(container: container, endpoint: ContainerCreation.Endpoint(attachment), isForced: nil))
        try await connection.perform(request)
    }

    /// Takes a container out of a network.
    /// - Parameter force: also when the container is gone already.
    public func disconnectContainer(_ container: String, from network: String, force: Bool = false) async throws {
        var request = networkRequest(.POST, network, "/disconnect", "disconnect “\(container)” from")
        try request.setBody(NetworkConnection(container: container, endpoint: nil, isForced: force))
        try await connection.perform(request)
    }

    private func networkRequest(
        _ method: HTTPMethod, _ network: String, _ action: String, _ verb: String
    ) -> EngineRequest {
        EngineRequest(
            method, "/networks/\(PercentEncoding.pathPart(network))\(action)",
            operation: "\(verb) network “\(network)”")
    }
}
