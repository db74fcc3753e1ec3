/// What an engine knows of one network.
public struct NetworkInspection: Sendable, Decodable {
    /// The network's id.
    public var id: String
    /// Its name.
    public var name: String
    /// What it is made with, `bridge`.
    public var driver: String
    /// Its labels.
    public var labels: [String: String]

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case driver = "Driver"
        case labels = "Labels"
    }

    /// Decodes the answer of `GET /networks/ID`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(String.self, forKey: .id)
        name = try container.decode(String.self, forKey: .name)
        driver = try container.decode(String.self, forKey: .driver)
        labels = try container.decodeIfPresent([String: String].self, forKey: .labels) ?? [:]
    }
}
