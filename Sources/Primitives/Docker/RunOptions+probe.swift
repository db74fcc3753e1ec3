import DockerEngine
import RecipeLibraries

extension RunOptions {
    /// The container's port that a probe asks; `nil` where it asks none.
    func port(of probe: HealthProbe) -> Int? {
        switch probe.kind {
        case .tcp(let port): port
        case .http: httpPort(of: probe)
        case .log, .docker: nil
        }
    }

    /// The container's port that HTTP goes to: the one that is named, or the first one that speaks tcp.
    func httpPort(of probe: HealthProbe) -> Int? {
        guard case .http(let target) = probe.kind else { return nil }
        if let port = probe.port ?? HealthProbe.loopbackPort(in: target) { return port }
        return ports.first { $0.transportProtocol == .tcp }?.containerPort
    }
}

extension HealthProbe {
    /// Whether it asks somebody else than the container itself.
    func isElsewhere(_ options: RunOptions) -> Bool {
        guard case .http(let target) = kind, !target.hasPrefix("/") else { return false }
        guard let port = Self.loopbackPort(in: target) else { return true }
        if options.network.isHost { return false }
        return !options.ports.contains { $0.containerPort == port && $0.transportProtocol == .tcp }
    }

    /// The port of a URL of the container's own loopback.
    static func loopbackPort(in target: String) -> Int? {
        // Read as it is asked, so that nothing in it means one host here and another one there.
        guard let address = try? WebAddress(target), ["localhost", "127.0.0.1", "::1"].contains(address.host) else {
            return nil
        }
        return address.origin.port
    }
}
