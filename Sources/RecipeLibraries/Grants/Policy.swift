/// What the project's recipes may do at all, whoever wrote them. What is left out is not allowed.
public struct Policy: Hashable, Sendable {
    /// Whether containers may be privileged.
    public var privileged = false
    /// Whether containers may share the host's network.
    public var hostNetwork = false
    /// Whether containers may be given the Docker socket, which makes them root on their machine.
    public var dockerSocket = false
    /// Whether images may be named without a digest.
    public var unpinnedImages = false
    /// Folders of the host that containers may be given, besides the project's own.
    public var mounts: [PathPattern] = []
    /// The hosts that `http_request` may ask; empty for any.
    public var hosts: [PathPattern] = []
    /// Where libraries may come from; empty for anywhere.
    public var sources: [PathPattern] = []
    /// Which releases of libraries are taken.
    public var trust = TrustRules()

    /// The policy of a project that says nothing.
    public init() {}
}
