public import DockerEngine
import LuaValues
public import Recipes
import Synchronization

/// The Docker Engines of a run's hosts, one client each.
public final class EnginePool: StepService {
    let engines = Mutex<[String: DockerEngine]>([:])
    /// What engines answered that were asked before the run: nothing wrong, or why not.
    let answers = Mutex<[String: DockerError?]>([:])

    let local: String?
    let machines: MachinePool

    /// Makes an empty pool.
    /// - Parameters:
    ///   - local: URL of the engine that calls without a host go to; `nil` for the one docker's own settings name.
    ///   - machines: the machines that engines behind ssh are on.
    public init(local: String? = nil, machines: MachinePool = MachinePool()) {
        self.local = local
        self.machines = machines
    }

    /// Where a call of a primitive has its effect.
    struct Target: Sendable {
        let engine: DockerEngine
        /// The host; `nil` for the engine that answers, without a name.
        let host: Host?
        /// Whether other hosts of the environment use the same engine, so that names must be distinguished.
        let isShared: Bool

        /// The address that ports are published on.
        var address: String? { host?.address }

        /// The name of a container on the engine.
        func containerName(_ name: String) -> String {
            guard isShared, let host else { return name }
            return "\(name).\(host.name)"
        }

        /// The host in messages.
        var description: String { host?.name ?? "the local engine" }

        /// The host as a field of errors.
        var hostField: [String: LuaValue] { host.map { ["host": .string($0.name)] } ?? [:] }
    }

    /// The engine that a step's call goes to.
    /// - Parameter name: the host's name in the environment; `nil` for the engine that answers here.
    /// - Throws: `StepError` with code `unknown_host` or `docker.*`.
    static func target(_ name: String?, in step: StepContext) throws -> Target {
        try step.services.service(EnginePool.self).target(name, in: step.run.environment)
    }

    /// The engine of a host.
    /// - Parameter name: the host's name in the environment; `nil` for the engine that answers here.
    /// - Throws: `StepError` with code `unknown_host` or `docker.*`.
    func target(_ name: String?, in environment: DeploymentEnvironment) throws -> Target {
        guard let name else { return Target(engine: try engine(), host: nil, isShared: false) }
        guard let host = environment.hosts[name] else {
            throw environment.unknownHost(name)
        }
        do {
            guard let endpoint = try endpoint(of: host) else {
                throw StepError(
                    code: "no_engine", "\(name) has no Docker Engine",
                    hint:
                        "say where it is in \(RunBundle.path(ofEnvironment: environment.name ?? "NAME")): docker = true",
                    fields: ["host": .string(name)])
            }
            // Compared by what is dialled: no URL, and the URL that this comes to, are one engine.
            let isShared = environment.hosts.values.contains { other in
                other.name != name && (try? self.endpoint(of: other)) == endpoint
            }
            return Target(engine: try engine(at: endpoint), host: host, isShared: isShared)
        } catch let error as DockerError {
            throw StepError(error, host: name)
        }
    }

    /// The engine that calls without a host go to.
    public func engine() throws -> DockerEngine {
        do {
            return try engine(at: .resolve(explicit: local))
        } catch let error as DockerError {
            throw StepError(error)
        }
    }
}
