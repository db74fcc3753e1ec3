public import DockerEngine
import LuaRuntime
import Recipes
import Synchronization

/// The Docker Engines of a run's hosts, one client each.
public final class EnginePool: Sendable {
    private let engines = Mutex<[String: DockerEngine]>([:])

    /// Makes an empty pool.
    public init() {}

    /// Where a call of a primitive has its effect.
    struct Place: Sendable {
        let engine: DockerEngine
        /// The host; `nil` for the engine that answers, without a name.
        let host: Host?
        /// Whether other hosts of the environment use the same engine, so that names must be told apart.
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
    }

    /// The engine of a host.
    /// - Parameter name: the host's name in the environment; `nil` for the engine that answers here.
    /// - Throws: `StepError` with code `unknown_host` or `docker.*`.
    func place(_ name: String?, in environment: DeploymentEnvironment) throws -> Place {
        guard let name else { return Place(engine: try engine(nil), host: nil, isShared: false) }
        guard let host = environment.hosts[name] else {
            let nearest = Suggestion.nearest(to: name, among: environment.hosts.keys)
            let known = environment.hosts.keys.sorted().joined(separator: ", ")
            throw StepError(
                code: "unknown_host", "the environment has no host '\(name)'",
                hint: nearest.map { "did you mean '\($0)'?" }
                    ?? (known.isEmpty ? "add it to hosts in the environment's file" : "it has \(known)"),
                fields: ["option": "host", "host": .string(name)])
        }
        let isShared = environment.hosts.values.contains { $0.name != name && $0.engine == host.engine }
        return Place(engine: try engine(host.engine), host: host, isShared: isShared)
    }

    /// Looks whether all engines of an environment answer: hosts' own ones, and the local one where it is used.
    /// - Throws: `StepError` naming the host.
    func preflight(in environment: DeploymentEnvironment) async throws {
        let hosts = environment.hosts.values.sorted { $0.name < $1.name }
        var urls: [String?: String?] = [:]
        for host in hosts where urls[host.engine] == nil { urls[host.engine] = host.name }
        if urls.isEmpty { urls[nil] = .some(nil) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (url, host) in urls {
                let engine = try engine(url)
                group.addTask {
                    do {
                        _ = try await engine.version()
                    } catch let error as DockerError {
                        throw StepError(error, host: host)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// The engine of a URL.
    public func engine(_ url: String?) throws -> DockerEngine {
        do {
            let endpoint = try DockerEndpoint.resolve(explicit: url)
            return try engines.withLock { engines in
                if let engine = engines[endpoint.description] { return engine }
                let engine = try DockerEngine(endpoint: endpoint)
                engines[endpoint.description] = engine
                return engine
            }
        } catch let error as DockerError {
            throw StepError(error)
        }
    }
}
