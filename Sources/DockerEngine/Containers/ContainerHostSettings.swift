/// The `HostConfig` part of a container's creation: what concerns the host it runs on.
struct ContainerHostSettings: Encodable, Hashable {
    struct Binding: Encodable, Hashable {
        var hostIP: String
        var hostPort: String

        enum CodingKeys: String, CodingKey {
            case hostIP = "HostIp"
            case hostPort = "HostPort"
        }
    }

    struct Restart: Encodable, Hashable {
        var name: String
        var limit: Int?

        enum CodingKeys: String, CodingKey {
            case name = "Name"
            case limit = "MaximumRetryCount"
        }
    }

    struct Mount: Encodable, Hashable {
        struct Memory: Encodable, Hashable {
            var size: Int64

            enum CodingKeys: String, CodingKey {
                case size = "SizeBytes"
            }
        }

        struct Bind: Encodable, Hashable {
            var propagation: String

            enum CodingKeys: String, CodingKey {
                case propagation = "Propagation"
            }
        }

        struct Volume: Encodable, Hashable {
            var skipsCopy: Bool

            enum CodingKeys: String, CodingKey {
                case skipsCopy = "NoCopy"
            }
        }

        var type: String
        var source: String?
        var target: String
        var isReadOnly: Bool?
        var memory: Memory?
        var bind: Bind?
        var volume: Volume?

        enum CodingKeys: String, CodingKey {
            case type = "Type"
            case source = "Source"
            case target = "Target"
            case isReadOnly = "ReadOnly"
            case memory = "TmpfsOptions"
            case bind = "BindOptions"
            case volume = "VolumeOptions"
        }
    }

    var portBindings: [String: [Binding]]?
    var mounts: [Mount]?
    /// Mounts in docker's short form, which alone can request SELinux labels.
    var binds: [String]?
    var networkMode: String?
    var processMode: String?
    var sharedMemoryMode: String?
    var userMode: String?
    var restart: Restart?
    var isPrivileged: Bool?
    var memory: Int64?
    var nanoCPUs: Int64?
    var processLimit: Int64?
    var sharedMemorySize: Int64?
    var extraHosts: [String]?
    var usesInit: Bool?
    var hasReadOnlyRoot: Bool?
    var addedCapabilities: [String]?
    var droppedCapabilities: [String]?
    var securityOptions: [String]?
    var isRemovedAtEnd: Bool?

    enum CodingKeys: String, CodingKey {
        case portBindings = "PortBindings"
        case mounts = "Mounts"
        case binds = "Binds"
        case networkMode = "NetworkMode"
        case processMode = "PidMode"
        case sharedMemoryMode = "IpcMode"
        case userMode = "UsernsMode"
        case restart = "RestartPolicy"
        case isPrivileged = "Privileged"
        case memory = "Memory"
        case nanoCPUs = "NanoCpus"
        case processLimit = "PidsLimit"
        case sharedMemorySize = "ShmSize"
        case extraHosts = "ExtraHosts"
        case usesInit = "Init"
        case hasReadOnlyRoot = "ReadonlyRootfs"
        case addedCapabilities = "CapAdd"
        case droppedCapabilities = "CapDrop"
        case securityOptions = "SecurityOpt"
        case isRemovedAtEnd = "AutoRemove"
    }
}

extension ContainerHostSettings {
    init(_ config: ContainerConfig) {
        if !config.ports.isEmpty {
            portBindings = Dictionary(grouping: config.ports, by: \.containerPortKey).mapValues { ports in
                ports.map { Binding(hostIP: $0.hostIP ?? "", hostPort: $0.hostPortText) }
            }
        }
        mounts = config.mounts.filter { $0.shortForm == nil }.map(Mount.init).orNil
        binds = config.mounts.compactMap(\.shortForm).orNil
        networkMode = config.networkMode ?? config.networks.first?.network
        processMode = config.processMode
        sharedMemoryMode = config.sharedMemoryMode
        userMode = config.userMode
        restart = Restart(config.restartPolicy)
        isPrivileged = config.isPrivileged ? true : nil
        memory = config.memory
        nanoCPUs = config.nanoCPUs
        processLimit = config.processLimit
        sharedMemorySize = config.sharedMemorySize
        extraHosts = config.extraHosts.orNil
        usesInit = config.usesInit
        hasReadOnlyRoot = config.hasReadOnlyRoot ? true : nil
        addedCapabilities = config.addedCapabilities.orNil
        droppedCapabilities = config.droppedCapabilities.orNil
        securityOptions = config.securityOptions.orNil
        isRemovedAtEnd = config.isRemovedAtEnd ? true : nil
    }
}

extension ContainerHostSettings.Restart {
    init?(_ policy: RestartPolicy) {
        switch policy {
        case .never: return nil
        case .always: self.init(name: "always")
        case .unlessStopped: self.init(name: "unless-stopped")
        case .onFailure(let limit): self.init(name: "on-failure", limit: limit)
        }
    }
}
