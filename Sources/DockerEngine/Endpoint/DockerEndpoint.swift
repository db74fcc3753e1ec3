/// Where a Docker Engine listens.
public struct DockerEndpoint: Sendable, Hashable {
    /// The ways to reach an engine.
    public enum Transport: Sendable, Hashable {
        /// A unix socket at an absolute path.
        case unix(path: String)
        /// A TCP port, with TLS when certificates are given.
        case tcp(host: String, port: Int, certificates: EndpointCertificates?)
        /// A host whose engine is reached through ssh, and the path of the engine's socket there.
        case ssh(host: String, user: String?, port: Int?, socket: String = usualSocket)
    }

    /// How this engine is reached.
    public var transport: Transport
    /// The API version to speak whatever the engine offers; nil to agree upon one.
    public var apiVersion: APIVersion?

    /// Makes an endpoint of its parts.
    public init(_ transport: Transport) {
        self.transport = transport
    }

    /// The socket docker uses when nothing else was said.
    public static let standardSocket = DockerEndpoint(.unix(path: usualSocket))
    /// Where engines listen unless they were told otherwise.
    public static let usualSocket = "/var/run/docker.sock"

    /// Parses `unix:///path`, `tcp://host:port`, `ssh://user@host:port` or `ssh://user@host:port/path`.
    ///
    /// A TCP port left out is 2376 with certificates and 2375 without.
    /// - Parameters:
    ///   - url: the endpoint as written by a person.
    ///   - certificates: certificates for a `tcp://` endpoint.
    /// - Throws: `DockerError` with code `invalidEndpoint`.
    public init(_ url: String, certificates: EndpointCertificates? = nil) throws(DockerError) {
        guard let separator = url.firstRange(of: "://") else {
            throw Self.invalid(url, "a URL like unix:///var/run/docker.sock or tcp://host:2376 is needed")
        }
        let rest = url[separator.upperBound...]
        switch url[..<separator.lowerBound] {
        case "unix":
            guard rest.hasPrefix("/") else { throw Self.invalid(url, "the socket's path must be absolute") }
            // sockaddr_un holds 107 bytes and a terminator.
            guard rest.utf8.count <= 107 else { throw Self.invalid(url, "the socket's path is over 107 bytes long") }
            transport = .unix(path: String(rest))
        case "tcp":
            let authority = try Self.authority(rest, of: url)
            guard authority.user == nil else { throw Self.invalid(url, "a tcp:// endpoint has no user name") }
            let port = authority.port ?? (certificates == nil ? 2375 : 2376)
            transport = .tcp(host: authority.host, port: port, certificates: certificates)
        case "ssh":
            let path = rest.firstIndex(of: "/").map { rest[$0...] } ?? ""
            let authority = try Self.authority(rest.dropLast(path.count), of: url)
            transport = .ssh(
                host: authority.host, user: authority.user, port: authority.port,
                socket: path.count > 1 ? String(path) : Self.usualSocket)
        case let scheme:
            throw Self.invalid(url, "“\(scheme)” is not a way to reach an engine; use unix, tcp or ssh")
        }
    }

    private static func invalid(_ url: String, _ message: String) -> DockerError {
        DockerError(.invalidEndpoint, operation: "use docker endpoint “\(url)”", message: message)
    }

    private typealias Authority = (host: String, user: String?, port: Int?)

    /// Splits `user@host:port`; IPv6 addresses are written in brackets.
    private static func authority(_ text: Substring, of url: String) throws(DockerError) -> Authority {
        var rest = text.hasSuffix("/") ? text.dropLast() : text
        guard !rest.contains("/") else { throw invalid(url, "nothing may follow the port") }
        var user: String?
        if let at = rest.firstIndex(of: "@") {
            user = String(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        var host = rest
        var portText: Substring?
        if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
            host = rest[rest.index(after: rest.startIndex)..<end]
            let tail = rest[rest.index(after: end)...]
            guard tail.isEmpty || tail.hasPrefix(":") else { throw invalid(url, "only a port may follow “]”") }
            portText = tail.isEmpty ? nil : tail.dropFirst()
        } else if let colon = rest.lastIndex(of: ":") {
            host = rest[..<colon]
            portText = rest[rest.index(after: colon)...]
            guard !host.contains(":") else { throw invalid(url, "an IPv6 address needs brackets, [::1]") }
        }
        guard !host.isEmpty else { throw invalid(url, "the host is missing") }
        guard let portText else { return (String(host), user, nil) }
        guard let port = Int(portText), (1...65535).contains(port) else {
            throw invalid(url, "“\(portText)” is not a port; it must be between 1 and 65535")
        }
        return (String(host), user, port)
    }
}

extension DockerEndpoint: CustomStringConvertible {
    /// The endpoint as a URL.
    public var description: String {
        switch transport {
        case .unix(let path): return "unix://\(path)"
        case .tcp(let host, let port, _): return "tcp://\(Self.bracketed(host)):\(port)"
        case .ssh(let host, let user, let port, let socket):
            let path = socket == Self.usualSocket ? "" : socket
            return "ssh://\(user.map { "\($0)@" } ?? "")\(Self.bracketed(host))\(port.map { ":\($0)" } ?? "")\(path)"
        }
    }

    static func bracketed(_ host: String) -> String {
        host.contains(":") ? "[\(host)]" : host
    }
}
