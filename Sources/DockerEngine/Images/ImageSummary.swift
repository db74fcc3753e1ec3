/// One image of a list.
public struct ImageSummary: Sendable, Decodable {
    /// The image's id, `sha256:…`.
    public var id: String
    /// Its names with tags.
    public var tags: [String]
    /// Its labels.
    public var labels: [String: String]
    /// Its size in bytes.
    public var size: Int64
    /// When it was made, in seconds since 1970.
    public var created: Int64

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case tags = "RepoTags"
        case labels = "Labels"
        case size = "Size"
        case created = "Created"
    }

    /// Decodes one element of the answer of `GET /images/json`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(String.self, forKey: .id)
        tags = try container.decodeIfPresent([String].self, forKey: .tags) ?? []
        labels = try container.decodeIfPresent([String: String].self, forKey: .labels) ?? [:]
        size = try container.decode(Int64.self, forKey: .size)
        created = try container.decode(Int64.self, forKey: .created)
    }
}
