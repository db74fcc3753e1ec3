public import DockerEngine
import LuaValues
import Machines
import Recipes
import Synchronization

extension EnginePool {
    /// Where the engine of a host is; `nil` for a host without one.
    /// - Throws: `StepError` with code `invalid_environment`; `DockerError`.
    func endpoint(of host: Host) throws -> DockerEndpoint? {
        let ssh: SSHDestination? = try host.facet(HostFacet.ssh)
        let docker: EngineFacet? = try host.facet(HostFacet.docker)
        let engine: String? = try host.facet(HostFacet.engine)
        if engine != nil, docker != nil {
            throw StepError(
                code: "invalid_environment", "hosts.\(host.name) takes docker or engine, not both",
                hint: "docker says where the engine is on a host with ssh", fields: ["host": .string(host.name)])
        }
        if let engine { return try .resolve(explicit: engine) }
        switch docker ?? (ssh == nil ? .usual : .absent) {
        case .absent: return nil
        case .usual: return try .resolve(explicit: ssh.map { "ssh://\($0)" } ?? local)
        case .url(let url):
            guard let ssh, url.hasPrefix("unix://") else { return try .resolve(explicit: url) }
            return try .resolve(explicit: "ssh://\(ssh)\(url.dropFirst("unix://".count))")
        }
    }

    /// The engine at an endpoint, by whatever way gets there.
    public func engine(at endpoint: DockerEndpoint) throws(DockerError) -> DockerEngine {
        try engines.withLock { engines throws(DockerError) in
            if let engine = engines[endpoint.description] { return engine }
            let engine = try DockerEngine(endpoint: endpoint, route: route(to: endpoint))
            engines[endpoint.description] = engine
            return engine
        }
    }

    /// The way to an engine behind ssh: its socket is forwarded over the connection that commands use, too.
    private func route(to endpoint: DockerEndpoint) -> EngineRoute? {
        guard case .ssh(let host, let user, let port, let socket) = endpoint.transport else { return nil }
        return EngineRoute { [machines] in
            do {
                let destination = try SSHDestination(host: host, user: user, port: port)
                return try await machines.machine(destination).forward(socket)
            } catch let error as MachineError {
                throw DockerError(
                    error.isPassing ? .connectionFailed : .routeFailed, operation: "reach the engine",
                    message: "ssh: \(error.message)", endpoint: endpoint.description, advice: error.advice)
            }
        }
    }
}
