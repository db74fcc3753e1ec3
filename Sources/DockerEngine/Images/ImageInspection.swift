/// What an engine knows of one image.
public struct ImageInspection: Sendable, Decodable {
    /// How containers of the image are started, as far as it is requested.
    public struct Configuration: Sendable, Decodable {
        /// The image's labels.
        public var labels: [String: String]?
        /// The command of its containers.
        public var command: [String]?
        /// The program the command is handed to.
        public var entrypoint: [String]?
        /// Environment variables, `NAME=value`.
        public var environment: [String]?
        /// The user its containers run as; empty for root.
        public var user: String?

        private enum CodingKeys: String, CodingKey {
            case labels = "Labels"
            case command = "Cmd"
            case entrypoint = "Entrypoint"
            case environment = "Env"
            case user = "User"
        }
    }

    /// The image's id, `sha256:…`.
    public var id: String
    /// Its names with tags.
    public var tags: [String]
    /// Its names with the digests it has in registries, `repository@sha256:…`.
    public var repositoryDigests: [String]
    /// Its size in bytes.
    public var size: Int64
    /// The processor architecture it is for.
    public var architecture: String
    /// The operating system it is for.
    public var operatingSystem: String
    /// How its containers are started.
    public var configuration: Configuration?

    /// Its labels.
    public var labels: [String: String] { configuration?.labels ?? [:] }

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case tags = "RepoTags"
        case repositoryDigests = "RepoDigests"
        case size = "Size"
        case architecture = "Architecture"
        case operatingSystem = "Os"
        case configuration = "Config"
    }

    /// Decodes the answer of `GET /images/NAME/json`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(String.self, forKey: .id)
        tags = try container.decodeIfPresent([String].self, forKey: .tags) ?? []
        repositoryDigests = try container.decodeIfPresent([String].self, forKey: .repositoryDigests) ?? []
        size = try container.decode(Int64.self, forKey: .size)
        architecture = try container.decode(String.self, forKey: .architecture)
        operatingSystem = try container.decode(String.self, forKey: .operatingSystem)
        configuration = try container.decodeIfPresent(Configuration.self, forKey: .configuration)
    }

    /// The digest this image has in the repository of a reference, if it was pushed there or pulled from there.
    public func digest(in reference: ImageReference) -> String? {
        repositoryDigests.lazy.compactMap { try? ImageReference($0) }.first { $0.name == reference.name }?.digest
    }
}
