/// The body of `POST /containers/create`, in the engine's own shape.
/// https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerCreate
struct ContainerCreation: Encodable, Hashable {
    struct Empty: Encodable, Hashable {}

    struct Health: Encodable, Hashable {
        var test: [String]
        var interval: Int64?
        var timeout: Int64?
        var startPeriod: Int64?
        var retries: Int?

        enum CodingKeys: String, CodingKey {
            case test = "Test"
            case interval = "Interval"
            case timeout = "Timeout"
            case startPeriod = "StartPeriod"
            case retries = "Retries"
        }
    }

    struct Endpoint: Encodable, Hashable {
        var aliases: [String]?

        enum CodingKeys: String, CodingKey {
            case aliases = "Aliases"
        }
    }

    struct Networking: Encodable, Hashable {
        var endpoints: [String: Endpoint]

        enum CodingKeys: String, CodingKey {
            case endpoints = "EndpointsConfig"
        }
    }

    var image: String
    var command: [String]?
    var entrypoint: [String]?
    var environment: [String]?
    var labels: [String: String]?
    var exposedPorts: [String: Empty]?
    var user: String?
    var workingDirectory: String?
    var hostname: String?
    var health: Health?
    var stopTimeout: Int?
    var stopSignal: String?
    var hasTerminal: Bool?
    var host: ContainerHostSettings
    var networking: Networking?

    enum CodingKeys: String, CodingKey {
        case image = "Image"
        case command = "Cmd"
        case entrypoint = "Entrypoint"
        case environment = "Env"
        case labels = "Labels"
        case exposedPorts = "ExposedPorts"
        case user = "User"
        case workingDirectory = "WorkingDir"
        case hostname = "Hostname"
        case health = "Healthcheck"
        case stopTimeout = "StopTimeout"
        case stopSignal = "StopSignal"
        case hasTerminal = "Tty"
        case host = "HostConfig"
        case networking = "NetworkingConfig"
    }
}

extension ContainerCreation {
    init(_ config: ContainerConfig) {
        image = config.image
        command = config.command
        entrypoint = config.entrypoint
        environment = config.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.orNil
        labels = config.labels.isEmpty ? nil : config.labels
        let ports = config.ports.map { ($0.containerPortKey, Empty()) }
        exposedPorts = ports.isEmpty ? nil : Dictionary(ports) { first, _ in first }
        user = config.user
        workingDirectory = config.workingDirectory
        hostname = config.hostname
        health = config.healthCheck.map(Health.init)
        stopTimeout = config.stopTimeout
        stopSignal = config.stopSignal
        hasTerminal = config.hasTerminal ? true : nil
        host = ContainerHostSettings(config)
        // Engines before API 1.44 accept one network here; the others are joined after the creation.
        networking = config.networks.first.map { Networking(endpoints: [$0.network: Endpoint($0)]) }
    }
}

extension ContainerCreation.Endpoint {
    init(_ attachment: NetworkAttachment) {
        aliases = attachment.aliases.orNil
    }
}

extension ContainerCreation.Health {
    init(_ check: HealthCheck) {
        switch check {
        case .disabled: self.init(test: ["NONE"])
        case .command(let command, let timing): self.init(test: ["CMD"] + command, timing)
        case .shell(let line, let timing): self.init(test: ["CMD-SHELL", line], timing)
        }
    }

    private init(test: [String], _ timing: HealthCheckTiming) {
        self.init(
            test: test, interval: timing.interval?.nanoseconds, timeout: timing.timeout?.nanoseconds,
            startPeriod: timing.startPeriod?.nanoseconds, retries: timing.retries)
    }
}

extension Array {
    /// Nil in place of an empty array, so that it is left out of the JSON.
    var orNil: Self? { isEmpty ? nil : self }
}

extension Duration {
    /// The engine's unit of time.
    var nanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
