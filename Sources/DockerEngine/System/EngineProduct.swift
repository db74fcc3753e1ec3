/// Programs that speak the Engine API.
public enum EngineProduct: String, Sendable, Hashable {
    /// Docker's own, or one that does not say who it is.
    case docker = "Docker Engine"
    /// Podman's service.
    case podman = "Podman"
}

extension EngineVersion {
    /// Whether the engine's builder knows what is written with `<<END` in a Dockerfile.
    var knowsHeredocs: Bool {
        let numbers = version.split(separator: ".").map { Int($0.prefix { $0.isNumber }) ?? 0 }
        return product == .podman && !numbers.lexicographicallyPrecedes([4, 8])
    }

    /// What a deployment misses on this engine that it has on Docker's; empty for Docker's own.
    public var shortcomings: [String] {
        guard product == .podman else { return [] }
        let builds = knowsHeredocs ? [] : ["builds with <<END take Podman 4.8"]
        return builds + [
            "containers start again after a reboot only with podman-restart.service",
            "containers find each other by name only with aardvark-dns or the dnsname plugin",
            "a HEALTHCHECK is asked after a deployment only where systemd runs",
        ]
    }
}
