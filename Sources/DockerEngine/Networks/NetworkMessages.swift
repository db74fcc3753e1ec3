/// The body of `POST /networks/create`.
struct NetworkCreation: Encodable {
    var name: String
    var checksDuplicate: Bool
    var driver: String
    var labels: [String: String]
    var isInternal: Bool

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case checksDuplicate = "CheckDuplicate"
        case driver = "Driver"
        case labels = "Labels"
        case isInternal = "Internal"
    }

    struct Answer: Decodable {
        var id: String

        enum CodingKeys: String, CodingKey {
            case id = "Id"
        }
    }
}

/// The body of `POST /networks/ID/connect` and `…/disconnect`.
struct NetworkConnection: Encodable {
    var container: String
    var endpoint: ContainerCreation.Endpoint?
    var isForced: Bool?

    enum CodingKeys: String, CodingKey {
        case container = "Container"
        case endpoint = "EndpointConfig"
        case isForced = "Force"
    }
}
