extension Policy {
    /// The keys of `policy` in a project's manifest, each with what it allows or demands.
    public static let keys: [(name: String, meaning: String)] = [
        ("privileged", "true lets containers be privileged, which makes them root on their machine"),
        ("host_network", "true lets containers share the network of their host"),
        ("container_network", "true lets containers share the network of another container"),
        ("pid", "true lets containers see the processes of their host or of another container"),
        ("ipc", "true lets containers share the memory of their host or of another container"),
        ("userns", "true lets containers do without the engine's user namespace"),
        ("foreign_containers", "true lets `adopt = true` stop and replace containers that this project has not made"),
        ("docker_socket", "true lets containers be given the engine's socket, which makes them root on their machine"),
        ("unpinned_images", "true lets images be named without a digest, in calls and in Dockerfiles"),
        (
            "mounts",
            "folders of the host that containers may be given besides those of the project: patterns over paths without "
                + "links; what decides what recipes may do is never writable, and Moondock's record never given"
        ),
        (
            "paths",
            "places outside of the project that calls may name: contexts, databases, folders of backups and commands; "
                + "patterns that begin with / or ../"
        ),
        (
            "hosts",
            "the hosts that requests may go to, and no others; link-local addresses and metadata services only where they "
                + "are named here without *"
        ),
        (
            "sockets",
            "the sockets that socket_command may send to: patterns over absolute paths, and tcp://ADDRESS:PORT; the engine's "
                + "needs docker_socket as well"
        ),
        ("sources", "where libraries may come from, and nowhere else"),
        ("signed", "true takes signed releases of libraries only"),
        ("min_age", "how old a release of a library must be, such as \"3d\""),
    ]
}
