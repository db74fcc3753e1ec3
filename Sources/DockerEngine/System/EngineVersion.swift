/// What an engine says of its version.
public struct EngineVersion: Sendable, Decodable {
    /// The engine's own version, `20.10.24+dfsg1`.
    public var version: String
    /// The newest API version the engine speaks.
    public var apiVersion: APIVersion
    /// The oldest API version the engine still accepts.
    public var oldestAPIVersion: APIVersion
    /// The version this client speaks with it.
    public internal(set) var negotiatedAPIVersion: APIVersion
    /// The operating system of its containers, `linux`.
    public var operatingSystem: String
    /// The processor architecture in Go's naming, `amd64`.
    public var architecture: String
    /// The version of the kernel it runs on.
    public var kernelVersion: String?
    /// Whose engine it is.
    public var product: EngineProduct

    private enum CodingKeys: String, CodingKey {
        case version = "Version"
        case apiVersion = "ApiVersion"
        case oldestAPIVersion = "MinAPIVersion"
        case operatingSystem = "Os"
        case architecture = "Arch"
        case kernelVersion = "KernelVersion"
        case components = "Components"
    }

    private struct Component: Decodable {
        var name: String?

        enum CodingKeys: String, CodingKey {
            case name = "Name"
        }
    }

    /// Decodes the answer of `GET /version`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func apiVersion(_ key: CodingKeys) throws -> APIVersion {
            guard let version = APIVersion(try container.decode(String.self, forKey: key)) else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: container, debugDescription: "not an API version")
            }
            return version
        }
        version = try container.decode(String.self, forKey: .version)
        self.apiVersion = try apiVersion(.apiVersion)
        // Engines older than MinAPIVersion accept everything up to their own.
        oldestAPIVersion = container.contains(.oldestAPIVersion) ? try apiVersion(.oldestAPIVersion) : APIVersion(1, 0)
        negotiatedAPIVersion = self.apiVersion
        operatingSystem = try container.decode(String.self, forKey: .operatingSystem)
        architecture = try container.decode(String.self, forKey: .architecture)
        kernelVersion = try container.decodeIfPresent(String.self, forKey: .kernelVersion)
        let components = try? container.decodeIfPresent([Component].self, forKey: .components)
        product = (components ?? []).contains { $0.name == "Podman Engine" } ? .podman : .docker
    }
}
