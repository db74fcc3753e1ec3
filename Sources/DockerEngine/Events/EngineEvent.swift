/// Something that happened on an engine.
public struct EngineEvent: Sendable, Hashable, Decodable {
    /// What kind of object it happened to: `container`, `image`, `network`, …
    public var type: String
    /// What happened: `start`, `die`, `health_status: healthy`, …
    public var action: String
    /// The object's id; a name for images.
    public var id: String
    /// The object's labels, name and what else belongs to the event, such as `exitCode`.
    public var attributes: [String: String]
    /// When, in billionths of a second since 1970.
    public var time: Int64

    /// The verdict, when this is an event of a health check.
    public var healthStatus: HealthStatus? {
        let prefix = "health_status: "
        guard action.hasPrefix(prefix) else { return nil }
        return HealthStatus(rawValue: String(action.dropFirst(prefix.count)))
    }

    /// The exit code, when this says that a container's process has ended.
    public var exitCode: Int? {
        action == "die" ? attributes["exitCode"].flatMap { Int($0) } : nil
    }

    private enum CodingKeys: String, CodingKey {
        case type = "Type"
        case action = "Action"
        case actor = "Actor"
        case time = "timeNano"
    }

    private struct Actor: Decodable {
        var id: String
        var attributes: [String: String]?

        enum CodingKeys: String, CodingKey {
            case id = "ID"
            case attributes = "Attributes"
        }
    }

    /// Decodes one message of `GET /events`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        type = try container.decode(String.self, forKey: .type)
        action = try container.decode(String.self, forKey: .action)
        time = try container.decode(Int64.self, forKey: .time)
        let actor = try container.decode(Actor.self, forKey: .actor)
        id = actor.id
        attributes = actor.attributes ?? [:]
    }
}
