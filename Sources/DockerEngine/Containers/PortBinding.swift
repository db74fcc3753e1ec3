/// A container's port made reachable on the host.
public struct PortBinding: Sendable, Hashable {
    /// Transport protocols.
    public enum TransportProtocol: String, Sendable, Hashable, CaseIterable {
        /// The default.
        case tcp
        /// Datagrams.
        case udp
        /// Rarely enabled in kernels.
        case sctp
    }

    /// The port in the container.
    public var containerPort: Int
    /// The port on the host; nil lets the engine choose a free one, to be read from the inspection after the start.
    public var hostPort: Int?
    /// The last port of the range from `hostPort` on that the engine chooses a free one of; nil for that port alone.
    public var lastHostPort: Int?
    /// The host's address to listen on; nil for all.
    public var hostIP: String?
    /// The transport protocol.
    public var transportProtocol: TransportProtocol

    /// Describes a published port; see the properties for their meaning.
    public init(
        containerPort: Int, hostPort: Int? = nil, lastHostPort: Int? = nil, hostIP: String? = nil,
        transportProtocol: TransportProtocol = .tcp
    ) {
        self.containerPort = containerPort
        self.hostPort = hostPort
        self.lastHostPort = lastHostPort
        self.hostIP = hostIP
        self.transportProtocol = transportProtocol
    }

    /// The engine's name for the container's port, `80/tcp`.
    public var containerPortKey: String { "\(containerPort)/\(transportProtocol.rawValue)" }

    /// The port, or the range, as the engine wants it.
    var hostPortText: String {
        guard let hostPort else { return "" }
        return lastHostPort.map { "\(hostPort)-\($0)" } ?? "\(hostPort)"
    }
}
