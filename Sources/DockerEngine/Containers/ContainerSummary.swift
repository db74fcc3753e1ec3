/// One container of a list.
public struct ContainerSummary: Sendable, Decodable {
    /// The container's id.
    public var id: String
    /// Its name.
    public var name: String
    /// The image's name as it was given.
    public var image: String
    /// The id of its image, `sha256:…`.
    public var imageID: String
    /// The state of its process.
    public var status: ContainerState.Status
    /// The same for people, with a time: `Up 3 minutes (healthy)`.
    public var statusText: String
    /// Its labels.
    public var labels: [String: String]
    /// When it was created, in seconds since 1970.
    public var created: Int64
    /// What is mounted into it; nil where the engine's lists do not say.
    public var mounts: [ContainerInspection.Mount]?

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case names = "Names"
        case image = "Image"
        case imageID = "ImageID"
        case status = "State"
        case statusText = "Status"
        case labels = "Labels"
        case created = "Created"
        case mounts = "Mounts"
    }

    /// Decodes one element of the answer of `GET /containers/json`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(String.self, forKey: .id)
        // Links give a container further names with more slashes; its own comes with one.
        let names = try container.decodeIfPresent([String].self, forKey: .names) ?? []
        let own = names.first { $0.dropFirst().contains("/") == false } ?? names.first ?? ""
        name = String(own.drop { $0 == "/" })
        image = try container.decode(String.self, forKey: .image)
        imageID = try container.decode(String.self, forKey: .imageID)
        status = try container.decode(ContainerState.Status.self, forKey: .status)
        statusText = try container.decode(String.self, forKey: .statusText)
        labels = try container.decodeIfPresent([String: String].self, forKey: .labels) ?? [:]
        created = try container.decode(Int64.self, forKey: .created)
        // Podman's lists have the targets alone.
        mounts = try? container.decodeIfPresent([ContainerInspection.Mount].self, forKey: .mounts)
    }
}
