/// What an engine knows of one container.
public struct ContainerInspection: Sendable, Decodable {
    /// What the container was made with.
    public struct Configuration: Sendable, Decodable {
        /// The image's name as it was given.
        public var image: String
        /// The labels, the image's included.
        public var labels: [String: String]?
        /// Environment variables, `NAME=value`.
        public var environment: [String]?
        /// Whether its output goes through a terminal.
        public var hasTerminal: Bool
        private var healthCheck: HealthTiming?

        /// How long the engine waits before each run of the health check; nil without one.
        public var healthInterval: Duration? {
            healthCheck.map { $0.interval.flatMap { $0 > 0 ? .nanoseconds($0) : nil } ?? .seconds(30) }
        }

        private struct HealthTiming: Sendable, Decodable {
            var interval: Int64?

            enum CodingKeys: String, CodingKey {
                case interval = "Interval"
            }
        }

        private enum CodingKeys: String, CodingKey {
            case image = "Image"
            case labels = "Labels"
            case environment = "Env"
            case hasTerminal = "Tty"
            case healthCheck = "Healthcheck"
        }
    }

    /// Its place in one network.
    public struct Network: Sendable, Decodable {
        /// Its address; empty when it does not run.
        public var address: String
        /// The names by which others find it.
        public var aliases: [String]?

        private enum CodingKeys: String, CodingKey {
            case address = "IPAddress"
            case aliases = "Aliases"
        }
    }

    /// A place on the host where a port is reachable.
    public struct PublishedPort: Sendable, Hashable, Decodable {
        /// The host's address that is listened on.
        public var hostIP: String
        /// The host's port.
        public var hostPort: Int

        private enum CodingKeys: String, CodingKey {
            case hostIP = "HostIp"
            case hostPort = "HostPort"
        }

        /// Decodes a port binding; the engine writes the port as text.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            hostIP = try container.decode(String.self, forKey: .hostIP)
            hostPort = Int(try container.decode(String.self, forKey: .hostPort)) ?? 0
        }
    }

    /// What is mounted into it.
    public struct Mount: Sendable, Hashable, Decodable {
        /// The volume's name; nil for what is no volume.
        public var volume: String?
        /// The place on the host.
        public var source: String?
        /// What it is: `bind`, `volume`, `tmpfs`.
        public var type: String?
        /// Whether it may be written to.
        public var isWritable: Bool

        private enum CodingKeys: String, CodingKey {
            case volume = "Name"
            case source = "Source"
            case type = "Type"
            case isWritable = "RW"
        }
    }

    private struct HostSettings: Decodable {
        var isRemovedAtEnd: Bool?
        var networkMode: String?

        enum CodingKeys: String, CodingKey {
            case isRemovedAtEnd = "AutoRemove"
            case networkMode = "NetworkMode"
        }
    }

    private struct NetworkSettings: Decodable {
        var ports: [String: [PublishedPort]?]?
        var networks: [String: Network]?

        enum CodingKeys: String, CodingKey {
            case ports = "Ports"
            case networks = "Networks"
        }
    }

    /// The container's id.
    public var id: String
    /// Its name.
    public var name: String
    /// When it was created, as an RFC 3339 time.
    public var created: String
    /// The id of its image, `sha256:…`.
    public var imageID: String
    /// What it is doing.
    public var state: ContainerState
    /// How often its restart policy has started it.
    public var restartCount: Int
    /// What it was made with.
    public var configuration: Configuration
    /// For each port of the container, `80/tcp`, where it is reachable on the host. Only while it runs.
    public var ports: [String: [PublishedPort]]
    /// Its networks by name.
    public var networks: [String: Network]
    /// What is mounted into it.
    public var mounts: [Mount]
    /// Whether the engine removes it when its process ends.
    public var isRemovedAtEnd: Bool
    /// How it is connected: `host`, `none`, `container:ID`, or the name of a network.
    public var networkMode: String

    /// Its labels.
    public var labels: [String: String] { configuration.labels ?? [:] }

    /// The first host port at which a port of the container is reachable.
    public func hostPort(for port: Int, _ transportProtocol: PortBinding.TransportProtocol = .tcp) -> Int? {
        ports["\(port)/\(transportProtocol.rawValue)"]?.first?.hostPort
    }

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case created = "Created"
        case imageID = "Image"
        case state = "State"
        case restartCount = "RestartCount"
        case configuration = "Config"
        case networkSettings = "NetworkSettings"
        case hostSettings = "HostConfig"
        case mounts = "Mounts"
    }

    /// Decodes the answer of `GET /containers/ID/json`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(String.self, forKey: .id)
        // The engine puts a slash before names.
        name = String(try container.decode(String.self, forKey: .name).drop { $0 == "/" })
        created = try container.decode(String.self, forKey: .created)
        imageID = try container.decode(String.self, forKey: .imageID)
        state = try container.decode(ContainerState.self, forKey: .state)
        restartCount = try container.decodeIfPresent(Int.self, forKey: .restartCount) ?? 0
        configuration = try container.decode(Configuration.self, forKey: .configuration)
        let settings = try container.decodeIfPresent(NetworkSettings.self, forKey: .networkSettings)
        ports = (settings?.ports ?? [:]).compactMapValues { $0 }
        networks = settings?.networks ?? [:]
        mounts = try container.decodeIfPresent([Mount].self, forKey: .mounts) ?? []
        let host = try container.decodeIfPresent(HostSettings.self, forKey: .hostSettings)
        isRemovedAtEnd = host?.isRemovedAtEnd ?? false
        networkMode = host?.networkMode ?? ""
    }
}
