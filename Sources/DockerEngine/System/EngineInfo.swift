/// What an engine says of itself and its machine.
public struct EngineInfo: Sendable, Decodable {
    /// The engine's lasting identity; two URLs of one engine give the same.
    public var id: String
    /// The machine's host name.
    public var name: String
    /// The engine's version.
    public var serverVersion: String
    /// How images are stored, `overlay2`.
    public var storageDriver: String
    /// The operating system by its full name.
    public var operatingSystem: String
    /// The processor architecture in the kernel's naming, `x86_64`.
    public var architecture: String
    /// How many processors the machine has.
    public var processorCount: Int
    /// The machine's memory in bytes.
    public var memory: Int64
    /// How many containers are running.
    public var runningContainerCount: Int
    /// How many containers exist, in whatever state.
    public var containerCount: Int
    /// Where the engine keeps its data.
    public var dataDirectory: String
    /// What the engine warns of, as sentences.
    public var warnings: [String]?

    private enum CodingKeys: String, CodingKey {
        case id = "ID"
        case name = "Name"
        case serverVersion = "ServerVersion"
        case storageDriver = "Driver"
        case operatingSystem = "OperatingSystem"
        case architecture = "Architecture"
        case processorCount = "NCPU"
        case memory = "MemTotal"
        case runningContainerCount = "ContainersRunning"
        case containerCount = "Containers"
        case dataDirectory = "DockerRootDir"
        case warnings = "Warnings"
    }
}
