import DockerEngine
import LuaRuntime
import Recipes

/// The options of `docker_run`, read.
struct RunOptions: Sendable {
    static let host = PrimitiveOption<String?>.optional("host", .name, "host of the environment; else the local engine")
    static let name = PrimitiveOption<String>.required("name", .containerName, "the container's name")
    static let image = PrimitiveOption<ImageChoice>.required(
        "image", .image, "what to run; a built image runs by digest")
    static let env = PrimitiveOption<[String: TextOrSecret]>.defaulted(
        "env", .dictionary(of: .textOrSecret), [:], shown: "none", "environment variables; values may be secrets")
    static let ports = PrimitiveOption<[PortBinding]>.defaulted(
        "ports", .list(of: .port), [], shown: "none", "published ports: \"80:8080\", or \"8080\" for any free port")
    static let volumes = PrimitiveOption<[ContainerMount]>.defaulted(
        "volumes", .list(of: .mount), [], shown: "none", "\"name:/path\", \"/host/path:/path:ro\"")
    static let networks = PrimitiveOption<[String]>.defaulted(
        "networks", .list(of: .name), [], shown: "the engine's default", "networks to join")
    static let command = PrimitiveOption<[String]?>.optional("command", .list(of: .string), "the command, as a list")
    static let entrypoint = PrimitiveOption<[String]?>.optional(
        "entrypoint", .list(of: .string), "the entry point, as a list")
    static let healthy = PrimitiveOption<HealthProbe?>.optional("healthy", .healthProbe, "how to tell that it works")
    static let replace = PrimitiveOption<Bool>.defaulted(
        "replace", .boolean, false, "replace the container of this name once the new one is healthy")
    static let keepReplaced = PrimitiveOption<Bool>.defaulted(
        "keep_replaced", .boolean, false, "keep the replaced container, stopped, for docker_restore")
    static let restart = PrimitiveOption<RestartPolicy>.defaulted(
        "restart", .restartPolicy, .unlessStopped, shown: "\"unless-stopped\"", "when the engine starts it again")
    static let labels = PrimitiveOption<[String: String]>.defaulted(
        "labels", .dictionary(of: .string), [:], shown: "none", "further labels")
    static let privileged = PrimitiveOption<Bool>.defaulted(
        "privileged", .boolean, false, "full power over its machine; the project's policy must allow it")
    static let memory = PrimitiveOption<Int64?>.optional("memory", .size, "memory limit")
    static let cpus = PrimitiveOption<Double?>.optional(
        "cpus", .number(0.001...100_000), "processor limit, such as 0.5")
    static let user = PrimitiveOption<String?>.optional("user", .name, "user, or user:group, in the container")
    static let workdir = PrimitiveOption<String?>.optional("workdir", .name, "working directory in the container")
    static let stopTimeout = PrimitiveOption<Duration>.defaulted(
        "stop_timeout", .duration, .seconds(10), shown: "\"10s\"", "how long the old one may take to stop")

    static let all: [AnyOption] = [
        host.erased, name.erased, image.erased, env.erased, ports.erased, volumes.erased, networks.erased,
        command.erased, entrypoint.erased, healthy.erased, replace.erased, keepReplaced.erased, restart.erased,
        labels.erased, privileged.erased, memory.erased, cpus.erased, user.erased, workdir.erased, stopTimeout.erased,
    ]

    let values: OptionValues
    let name: String
    let image: ImageChoice
    let ports: [PortBinding]
    let healthy: HealthProbe?
    let replaces: Bool
    let keepsReplaced: Bool
    let stopTimeout: Int

    init(_ values: OptionValues) throws {
        self.values = values
        name = try values[Self.name]
        image = try values[Self.image]
        ports = try values[Self.ports]
        healthy = try values[Self.healthy]
        replaces = try values[Self.replace]
        keepsReplaced = try values[Self.keepReplaced]
        stopTimeout = try values[Self.stopTimeout].wholeSeconds
    }

    /// What the engine is asked to create.
    /// - Parameters:
    ///   - image: the reference or id to run.
    ///   - containerName: the container's name on the engine.
    func configuration(
        image: String, containerName: String, place: EnginePool.Place, step: StepContext
    ) throws -> ContainerConfig {
        var config = ContainerConfig(image: image, name: containerName, command: try values[Self.command])
        config.entrypoint = try values[Self.entrypoint]
        config.environment = try values[Self.env].mapValues { try $0.open(with: step.run.secrets) }
        config.ports = ports.map { port in
            var port = port
            port.hostIP = port.hostIP ?? place.address
            return port
        }
        config.mounts = try values[Self.volumes]
        config.networks = try values[Self.networks].map { NetworkAttachment($0, aliases: [name]) }
        config.restartPolicy = try values[Self.restart]
        config.isPrivileged = try values[Self.privileged]
        config.memory = try values[Self.memory]
        config.nanoCPUs = try values[Self.cpus].flatMap { Int64(exactly: ($0 * 1e9).rounded()) }
        config.user = try values[Self.user]
        config.workingDirectory = try values[Self.workdir]
        config.stopTimeout = stopTimeout
        config.labels = try values[Self.labels].merging(ContainerLabels.all(for: step)) { _, ours in ours }
        config.labels[ContainerLabels.name] = name
        config.labels[ContainerLabels.host] = place.host?.name
        return config
    }
}
