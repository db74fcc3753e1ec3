import DockerEngine
import LuaValues
import Recipes

/// The options of `docker_run`, read.
struct RunOptions: Sendable {
    static let host = PrimitiveOption<String?>.optional(
        "host", .hostName, "host of the environment; else the local engine")
    static let name = PrimitiveOption<String>.required("name", .containerName, "the container's name")
    static let image = PrimitiveOption<ImageArgument>.required(
        "image", .image, "what to run; a built image runs by digest")
    static let env = PrimitiveOption<[String: TextOrSecret]>.defaulted(
        "env", .variables, [:], shown: "none",
        "environment variables; values may be secrets. Proxies of docker's config.json are added, as docker does")
    static let ports = PrimitiveOption<[PortBinding]>.defaulted(
        "ports", .ports, [], shown: "none",
        "published ports: \"80:8080\", \"127.0.0.1:80:8080\", \"[::1]:80:8080\", \"53:53/udp\", \"80-81:8080-8081\"; \"8080\" or "
            + "\"127.0.0.1::8080\" for any free port")
    static let volumes = PrimitiveOption<[ContainerMount]>.defaulted(
        "volumes", .list(of: .mount), [], shown: "none",
        "\"name:/path\", \"/host/path:/path:ro\", \"./folder of the project:/path\", \"/path\" without a name; options are ro, "
            + "z, Z, nocopy and docker's words for propagation")
    static let networks = PrimitiveOption<NetworkArgument>.defaulted(
        "networks", .networks, NetworkArgument(), shown: "the engine's default",
        "networks to join; or one of \"host\", \"none\", \"container:NAME\"")
    static let command = PrimitiveOption<[String]?>.optional("command", .list(of: .string), "the command, as a list")
    static let entrypoint = PrimitiveOption<[String]?>.optional(
        "entrypoint", .list(of: .string), "the entry point, as a list")
    static let healthy = PrimitiveOption<HealthProbe?>.optional("healthy", .healthProbe, "how to tell that it works")
    static let replace = PrimitiveOption<Bool>.defaulted(
        "replace", .boolean, false, "replace the container of this name once the new one is healthy")
    static let overlap = PrimitiveOption<Bool>.defaulted(
        "overlap", .boolean, true,
        "whether the new container may run beside the old one until it is healthy; else the old one is stopped first")
    static let adopt = PrimitiveOption<Bool>.defaulted(
        "adopt", .boolean, false,
        "replace a container of that name that this project has not made; policy.foreign_containers must allow it")
    static let keepReplaced = PrimitiveOption<Bool>.defaulted(
        "keep_replaced", .boolean, false, "keep the replaced container, stopped, for docker_restore")
    static let startPeriod = PrimitiveOption<Duration>.defaulted(
        "start_period", .duration, .seconds(1), shown: "\"1s\"",
        "how long a container without a probe is watched: one that ends meanwhile has failed")
    static let wait = PrimitiveOption<String>.defaulted(
        "wait", .enumeration("healthy", "exit"), "healthy",
        "until when: \"exit\" runs a job to its end, gives { code, output, seconds } and removes it")
    static let timeout = PrimitiveOption<Duration?>.optional(
        "timeout", .duration, "with wait = \"exit\": how long it may take; then it is stopped")
    static let okCodes = PrimitiveOption<[Int]>.defaulted(
        "ok_codes", .list(of: .integer(0...255)), [0], shown: "{ 0 }",
        "with wait = \"exit\": the exit codes that are no failure")
    static let restart = PrimitiveOption<RestartPolicy>.defaulted(
        "restart", .restartPolicy, .unlessStopped, shown: "\"unless-stopped\"; \"no\" with wait = \"exit\"",
        "when the engine starts it again; \"on-failure:5\" at most five times")
    static let labels = PrimitiveOption<[String: String]>.defaulted(
        "labels", .labels, [:], shown: "none", "further labels")
    static let pid = PrimitiveOption<String?>.optional(
        "pid", .namespace("host"), "whose processes it sees: \"host\" or \"container:NAME\"; policy.pid must allow it")
    static let ipc = PrimitiveOption<String?>.optional(
        "ipc", .namespace("host", "none", "private", "shareable"),
        "whose shared memory it has: \"host\" or \"container:NAME\", where policy.ipc allows it, or \"private\", "
            + "\"shareable\", \"none\"")
    static let userns = PrimitiveOption<String?>.optional(
        "userns", .enumeration("host"), "\"host\": without the engine's user namespace; policy.userns must allow it")
    static let privileged = PrimitiveOption<Bool>.defaulted(
        "privileged", .boolean, false, "full power over its machine; the project's policy must allow it")
    static let memory = PrimitiveOption<Int64?>.optional(
        "memory", .size, "memory limit; \"512MB\" is 512 MiB, as docker counts")
    static let cpus = PrimitiveOption<Double?>.optional(
        "cpus", .number(0.001...100_000), "processor limit, such as 0.5")
    static let user = PrimitiveOption<String?>.optional("user", .name, "user, or user:group, in the container")
    static let workdir = PrimitiveOption<String?>.optional("workdir", .name, "working directory in the container")
    static let stopTimeout = PrimitiveOption<Duration>.defaulted(
        "stop_timeout", .duration, .seconds(10), shown: "\"10s\"", "how long the old one may take to stop")

    static let all: [AnyOption] = [
        host.erased, name.erased, image.erased, env.erased, ports.erased, volumes.erased, networks.erased,
        command.erased, entrypoint.erased, healthy.erased, replace.erased, overlap.erased, adopt.erased,
        keepReplaced.erased, startPeriod.erased, wait.erased, timeout.erased, okCodes.erased, restart.erased,
        labels.erased, privileged.erased, pid.erased, ipc.erased, userns.erased, memory.erased, cpus.erased,
        user.erased, workdir.erased, stopTimeout.erased,
    ]

    let values: OptionValues
    let name: String
    let image: ImageArgument
    let ports: [PortBinding]
    let mounts: [ContainerMount]
    let network: NetworkArgument
    let healthy: HealthProbe?
    let replaces: Bool
    let overlaps: Bool
    let adopts: Bool
    let keepsReplaced: Bool
    let startPeriod: Duration
    let stopTimeout: Int

    init(_ values: OptionValues) throws {
        self.values = values
        name = try values[Self.name]
        image = try values[Self.image]
        ports = try values[Self.ports]
        mounts = try values[Self.volumes]
        network = try values[Self.networks]
        healthy = try values[Self.healthy]
        replaces = try values[Self.replace]
        overlaps = try values[Self.overlap]
        adopts = try values[Self.adopt]
        keepsReplaced = try values[Self.keepReplaced]
        startPeriod = try values[Self.startPeriod]
        stopTimeout = try values[Self.stopTimeout].wholeSeconds
    }

    /// What the engine is asked to create.
    /// - Parameters:
    ///   - image: the reference or id to run.
    ///   - containerName: the container's name on the engine.
    func configuration(
        image: String, containerName: String, target: EnginePool.Target, step: StepContext
    ) throws -> ContainerConfig {
        var config = ContainerConfig(image: image, name: containerName, command: try values[Self.command])
        config.entrypoint = try values[Self.entrypoint]
        config.environment = try environment(target: target, step: step)
        config.ports = ports.map { port in
            var port = port
            port.hostIP = port.hostIP ?? target.address
            return port
        }
        config.networkMode = network.mode
        config.networks = network.attachments(known: name)
        config.restartPolicy = try values[Self.restart]
        config.isPrivileged = try values[Self.privileged]
        config.processMode = try values[Self.pid]
        config.sharedMemoryMode = try values[Self.ipc]
        config.userMode = try values[Self.userns]
        config.memory = try values[Self.memory]
        // The option's range fits, so that no limit is ever lost here.
        config.nanoCPUs = try values[Self.cpus].flatMap { Int64(exactly: ($0 * 1e9).rounded()) }
        config.user = try values[Self.user]
        config.workingDirectory = try values[Self.workdir]
        config.stopTimeout = stopTimeout
        config.labels = try values[Self.labels].merging(ContainerLabels.all(for: step)) { _, ours in ours }
        config.labels[ContainerLabels.name] = name
        config.labels[ContainerLabels.host] = target.host?.name ?? ""
        config.labels[ContainerLabels.environment] = step.run.environment.name ?? ""
        return config
    }

    private func environment(target: EnginePool.Target, step: StepContext) throws -> [String: String] {
        let given = try values[Self.env].mapValues { try $0.open(with: step.run.secrets) }
        if let name = given.keys.sorted().first(where: { given[$0]?.utf8.contains(0) == true }) {
            throw StepError(
                code: "invalid_option", "docker_run: the value of the variable \(name) holds a zero byte",
                fields: ["option": "env"])
        }
        let proxies = ContainerProxies(for: target.engine.endpoint.description).variables(besides: given.keys)
        return given.merging(proxies) { given, _ in given }
    }
}
