import NIOHTTP1

extension DockerEngine {
    private struct VolumeCreation: Encodable {
        var name: String
        var driver: String
        var labels: [String: String]

        enum CodingKeys: String, CodingKey {
            case name = "Name"
            case driver = "Driver"
            case labels = "Labels"
        }
    }

    private struct VolumeList: Decodable {
        var volumes: [VolumeInspection]?

        enum CodingKeys: String, CodingKey {
            case volumes = "Volumes"
        }
    }

    /// Creates a volume; one of that name and driver that exists already is returned as it is.
    public func createVolume(
        _ name: String, driver: String = "local", labels: [String: String] = [:]
    ) async throws -> VolumeInspection {
        var request = EngineRequest(.POST, "/volumes/create", operation: "create volume “\(name)”")
        try request.setBody(VolumeCreation(name: name, driver: driver, labels: labels))
        return try await connection.value(request)
    }

    /// The volumes that carry all of these labels.
    public func listVolumes(labels: [String] = []) async throws -> [VolumeInspection] {
        var request = EngineRequest(.GET, "/volumes", operation: "list volumes")
        request.query = [("filters", Filters(["label": labels]).json)]
        return try await connection.value(request, as: VolumeList.self).volumes ?? []
    }

    /// Removes a volume no container uses, and what is in it.
    public func removeVolume(_ name: String) async throws {
        try await connection.perform(
            EngineRequest(.DELETE, "/volumes/\(PercentEncoding.pathPart(name))", operation: "remove volume “\(name)”"))
    }
}
