import Foundation

/// An address that a registry, or somebody it sends us to, may be spoken to at.
///
/// TLS everywhere; without it only when both the registry and the address are this machine.
struct RegistryURL: Sendable, Hashable {
    /// Scheme, host and port: credentials for one origin are for no other.
    struct Origin: Sendable, Hashable {
        var scheme: String
        var host: String
        var port: Int
    }

    let url: URL
    /// Whether the registry it all began with is this machine, without TLS.
    private let allowsPlainText: Bool

    private init?(_ url: URL, allowsPlainText: Bool) {
        guard let host = url.host(percentEncoded: false), !host.isEmpty, url.user() == nil, url.password() == nil else {
            return nil
        }
        switch url.scheme?.lowercased() {
        case "https": break
        case "http" where allowsPlainText && Self.isLoopback(host): break
        default: return nil
        }
        self.url = url
        self.allowsPlainText = allowsPlainText
    }

    /// The root of a registry's API.
    /// - Parameter registry: host and port as in image names.
    init?(registry: String) {
        // Docker Hub's API is at another name than its images'.
        let host = registry == ImageReference.defaultRegistry ? "registry-1.docker.io" : registry
        guard let secure = URL(string: "https://\(host)/v2/"), let plain = URL(string: "http://\(host)/v2/"),
            let name = secure.host(percentEncoded: false)
        else { return nil }
        let allowsPlainText = Self.isLoopback(name)
        self.init(allowsPlainText ? plain : secure, allowsPlainText: allowsPlainText)
    }

    /// An address that an answer from here names, absolute or relative to here; nil when it may not be spoken to.
    func resolving(_ location: String) -> RegistryURL? {
        guard let url = URL(string: location, relativeTo: url)?.absoluteURL else { return nil }
        return RegistryURL(url, allowsPlainText: allowsPlainText)
    }

    /// The same address with further parameters.
    func adding(_ parameters: [(name: String, value: String)]) -> RegistryURL? {
        guard !parameters.isEmpty else { return self }
        let added = parameters.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
        let text = url.absoluteString
        let separator = !text.contains("?") ? "?" : text.hasSuffix("?") || text.hasSuffix("&") ? "" : "&"
        return URL(string: text + separator + added).flatMap { RegistryURL($0, allowsPlainText: allowsPlainText) }
    }

    /// Whether it is spoken to without TLS.
    var isPlainText: Bool { origin.scheme == "http" }

    /// Whether both the registry and this address are this machine.
    var isOnThisMachine: Bool { allowsPlainText && Self.isLoopback(origin.host) }

    /// Whether host and port are those of another address.
    func isAtSamePlace(as other: RegistryURL?) -> Bool {
        other.map { $0.origin.host == origin.host && $0.origin.port == origin.port } ?? false
    }

    /// The same address, spoken to by TLS.
    var secured: RegistryURL {
        guard isPlainText, var parts = URLComponents(url: url, resolvingAgainstBaseURL: true) else { return self }
        // The port stays the one that was asked, the default one included.
        (parts.scheme, parts.port) = ("https", origin.port)
        return parts.url.flatMap { RegistryURL($0, allowsPlainText: allowsPlainText) } ?? self
    }

    var origin: Origin {
        let scheme = url.scheme?.lowercased() ?? ""
        return Origin(
            scheme: scheme, host: url.host(percentEncoded: false)?.lowercased() ?? "",
            port: url.port ?? (scheme == "http" ? 80 : 443))
    }

    /// Host and port for people; never path or query, which may hold signatures.
    var place: String {
        let host = origin.host.contains(":") && !origin.host.hasPrefix("[") ? "[\(origin.host)]" : origin.host
        return url.port.map { "\(host):\($0)" } ?? host
    }

    static func isLoopback(_ host: String) -> Bool {
        let host = host.lowercased()
        if ["localhost", "::1", "[::1]"].contains(host) { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
