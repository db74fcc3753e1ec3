/// What the project's recipes may do at all, whoever wrote them. What is left out is not allowed.
public struct Policy: Hashable, Sendable {
    /// Whether containers may be privileged.
    public var privileged = false
    /// Whether containers may share the host's network.
    public var hostNetwork = false
    /// Whether containers may join another container's network, whatever that one reaches.
    public var containerNetwork = false
    /// Whether containers may see the processes of the host or of another container.
    public var pid = false
    /// Whether containers may share memory with the host or with another container.
    public var ipc = false
    /// Whether containers may do without the user namespace that the engine gives them.
    public var userns = false
    /// Whether containers that this project has not made may be stopped and replaced.
    public var foreignContainers = false
    /// Whether containers may be given the Docker socket, which makes them root on their machine.
    public var dockerSocket = false
    /// Whether images may be named without a digest.
    public var unpinnedImages = false
    /// Folders of the host that containers may be given, besides those of the project.
    public var mounts: [PathPattern] = []
    /// Places outside of the project that calls may name: contexts of builds, databases, folders of backups and commands.
    public var paths: [PathPattern] = []
    /// The hosts that requests may go to; empty for any. What is link-local has to be named, without `*`.
    public var hosts: [PathPattern] = []
    /// The sockets that commands may go to: absolute paths, and `tcp://ADDRESS:PORT`.
    public var sockets: [PathPattern] = []
    /// Where libraries may come from; empty for anywhere.
    public var sources: [PathPattern] = []
    /// Which releases of libraries are taken.
    public var trust = TrustRules()

    /// The policy of a project that says nothing.
    public init() {}

    /// Whether libraries may come from somewhere. What comes with Moondock is always allowed.
    public func allows(_ source: LibrarySource) -> Bool {
        if source.isBuiltIn || sources.isEmpty { return true }
        let text = source.description
        // With the word before it, or the address alone.
        let address = String(text.drop { $0 != " " }.dropFirst())
        return sources.contains { $0.matches(text) || $0.matches(address) }
    }

    /// What to say where they may not.
    public func denial(of source: LibrarySource) -> (reason: String, hint: String) {
        (
            "the project's policy allows no library from \(source)",
            "policy.sources has \(sources.map { "\"\($0)\"" }.joined(separator: ", "))"
        )
    }
}
