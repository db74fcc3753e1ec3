/// A container to create. What is nil or empty is as the image says.
public struct ContainerConfig: Sendable, Hashable {
    /// The image's name or id; it must be on the engine already.
    public var image: String
    /// The container's name; nil lets the engine make one up.
    public var name: String?
    /// The command, program and arguments apart.
    public var command: [String]?
    /// The program the command is handed to.
    public var entrypoint: [String]?
    /// Environment variables.
    public var environment: [String: String] = [:]
    /// Labels; the container is found by them.
    public var labels: [String: String] = [:]
    /// Ports to publish.
    public var ports: [PortBinding] = []
    /// Directories, volumes and memory to mount.
    public var mounts: [ContainerMount] = []
    /// The networks to join; none is the engine's default bridge.
    public var networks: [NetworkAttachment] = []
    /// `host`, `none` or `container:NAME` in place of networks; leave nil otherwise.
    public var networkMode: String?
    /// Whose processes it sees besides its own: `host` or `container:NAME`.
    public var processMode: String?
    /// Whose shared memory it has: `host`, `container:NAME`, `shareable`, `private` or `none`.
    public var sharedMemoryMode: String?
    /// `host`, where it does without the user namespace that the engine gives containers.
    public var userMode: String?
    /// What happens when the process ends.
    public var restartPolicy: RestartPolicy = .never
    /// Whether it has full power over its machine.
    public var isPrivileged = false
    /// The maximum memory it may use, in bytes.
    public var memory: Int64?
    /// The processor time it may use, in billionths of a processor.
    public var nanoCPUs: Int64?
    /// The maximum number of processes it may have.
    public var processLimit: Int64?
    /// The size of `/dev/shm` in bytes.
    public var sharedMemorySize: Int64?
    /// User, or user and group, by name or number: `app`, `1000:1000`.
    public var user: String?
    /// The directory the command starts in.
    public var workingDirectory: String?
    /// The host name within the container.
    public var hostname: String?
    /// The health check in place of the image's.
    public var healthCheck: HealthCheck?
    /// Further lines for `/etc/hosts`, `name:address`.
    public var extraHosts: [String] = []
    /// Whether an init process reaps zombies and forwards signals.
    public var usesInit: Bool?
    /// Whether the container's own file system cannot be written to.
    public var hasReadOnlyRoot = false
    /// How long it may take to end when stopped, in seconds.
    public var stopTimeout: Int?
    /// The signal it is stopped with, `SIGQUIT`.
    public var stopSignal: String?
    /// Whether its output goes through a terminal; standard output and error are then one stream.
    public var hasTerminal = false
    /// Kernel capabilities beyond docker's usual ones, `NET_ADMIN`.
    public var addedCapabilities: [String] = []
    /// Kernel capabilities to do without, `ALL`.
    public var droppedCapabilities: [String] = []
    /// Security options, `no-new-privileges`.
    public var securityOptions: [String] = []
    /// Whether the engine removes the container when its process ends. Its exit code is then easily missed.
    public var isRemovedAtEnd = false

    /// Describes a container of an image; set what else is needed.
    public init(image: String, name: String? = nil, command: [String]? = nil) {
        self.image = image
        self.name = name
        self.command = command
    }
}

extension ContainerConfig: CustomStringConvertible, CustomReflectable {
    /// Name and image; environment variables often hold secrets, and are never shown.
    public var description: String { name.map { "container \($0) of image \(image)" } ?? "container of image \(image)" }

    /// Shows no more than `description` does.
    public var customMirror: Mirror { Mirror(self, children: ["image": image, "name": name as Any]) }
}
