public import LuaSyntax

/// A project's `moondock.lua`: which libraries it uses, what it grants them, and what any recipe may do.
public struct ProjectManifest: Hashable, Sendable {
    /// The lowest version of Moondock that works, as far as the manifest says.
    public let moondock: String?
    /// The libraries, in the order in which they are written.
    public let libraries: [Dependency]
    /// What recipes may do.
    public let policy: Policy
    /// The way of a release through the environments.
    public let lifecycle: Lifecycle

    init(moondock: String?, libraries: [Dependency], policy: Policy, lifecycle: Lifecycle = Lifecycle()) {
        self.moondock = moondock
        self.libraries = libraries
        self.policy = policy
        self.lifecycle = lifecycle
    }

    /// The manifest of a project without one.
    public init() {
        moondock = nil
        libraries = []
        policy = Policy()
        lifecycle = Lifecycle()
    }

    /// Reads a manifest, which is never executed.
    /// - Throws: `ManifestError` with all that is wrong with it.
    public init(_ source: LuaSource) throws(ManifestError) {
        var reader = TableReader()
        let root = reader.root(of: source) ?? LiteralTable(entries: [])
        reader.check(root, of: "a project's manifest", keys: ["moondock", "libraries", "policy", "lifecycle"])
        moondock = reader.leastProgram(root)
        libraries = reader.dependencies(root, isProject: true)
        policy = reader.policy(root)
        lifecycle = reader.lifecycle(root)
        try reader.finish(source)
    }
}

extension TableReader {
    fileprivate mutating func policy(_ root: LiteralTable) -> Policy {
        guard let table = table(root, "policy") else { return Policy() }
        check(table, of: "policy", keys: Policy.keys.map(\.name))
        var policy = Policy()
        policy.privileged = flag(table, "privileged")
        policy.hostNetwork = flag(table, "host_network")
        policy.containerNetwork = flag(table, "container_network")
        policy.pid = flag(table, "pid")
        policy.ipc = flag(table, "ipc")
        policy.userns = flag(table, "userns")
        policy.foreignContainers = flag(table, "foreign_containers")
        policy.dockerSocket = flag(table, "docker_socket")
        policy.unpinnedImages = flag(table, "unpinned_images")
        policy.mounts = texts(table, "mounts").compactMap { mount in
            if mount.text.hasPrefix("/") { return PathPattern(mount.text) }
            report("'\(mount.text)' is no folder of a host", at: mount.span, hint: "begin it with '/'")
            return nil
        }
        policy.paths = texts(table, "paths").compactMap { place in
            if place.text.hasPrefix("/") || place.text.hasPrefix("../") { return PathPattern(place.text) }
            report(
                "'\(place.text)' lies in the project, where paths may lead anyway", at: place.span,
                hint: "begin it with '/' or '../'")
            return nil
        }
        policy.sockets = texts(table, "sockets").compactMap { socket in
            if socket.text.hasPrefix("/") || socket.text.hasPrefix("tcp://") { return PathPattern(socket.text) }
            report(
                "'\(socket.text)' is no socket", at: socket.span,
                hint: "write an absolute path, or tcp://ADDRESS:PORT")
            return nil
        }
        policy.hosts = texts(table, "hosts").map { PathPattern($0.text.lowercased()) }
        policy.sources = texts(table, "sources").map { PathPattern($0.text) }
        policy.trust = trust(table)
        return policy
    }
}
