import DockerEngine
import Glibc
import Recipes
import RootedFiles

/// The sockets of container engines: whoever has one is root on its machine.
struct EngineSockets {
    let paths: [String]

    private static let names = ["docker.sock", "podman.sock", "containerd.sock", "buildkitd.sock", "crio.sock"]

    /// Where sockets are on any machine.
    static let usual = EngineSockets(paths: [
        "/run/docker.sock", "/var/run/docker.sock", "/run/podman/podman.sock", "/var/run/podman/podman.sock",
        "/run/containerd/containerd.sock", "/var/run/containerd/containerd.sock",
    ])

    init(paths: [String]) { self.paths = paths }

    /// Those of this machine, the ones that a run's hosts are reached by among them.
    init(of target: EnginePool.Target, in step: StepContext) {
        let user = "/run/user/\(getuid())"
        var paths = Self.usual.paths + ["\(user)/docker.sock", "\(user)/podman/podman.sock"]
        let pool = try? step.services.service(EnginePool.self)
        let engines = step.run.environment.hosts.values.compactMap { (try? pool?.endpoint(of: $0)) ?? nil }
        for endpoint in engines + [target.engine.endpoint] {
            switch endpoint.transport {
            case .unix(let path), .ssh(_, _, _, let path): paths.append(path)
            case .tcp: break
            }
        }
        self.paths = paths + paths.compactMap { OpenDescriptor.real($0) }
    }

    /// Whether a path, without links, is one of them, or a folder that one lies in.
    func isGiven(by path: String) -> Bool {
        if paths.contains(where: { $0 == path || $0.lies(in: path) }) { return true }
        return Self.names.contains { path.hasSuffix("/\($0)") }
    }

    /// The same for what was found on this machine, whatever it is called.
    func isGiven(by source: MountSource) -> Bool {
        if isGiven(by: source.path) { return true }
        if let identity = source.identity, paths.contains(where: { FileIdentity($0) == identity }) { return true }
        return Self.names.contains { FileIdentity("\(source.path)/\($0)") != nil }
    }
}
