import Foundation
import RecipeLibraries

/// The proxies that the environment names, by the rules of curl: `http_proxy` in lower case only, since a web server
/// can have set the other one, `https_proxy`, `all_proxy` and `no_proxy` in both.
struct ProxySettings: Sendable {
    /// Where requests go instead.
    struct Proxy: Hashable, Sendable {
        let origin: HTTPOrigin
        /// The header by which the proxy knows the client.
        let authorization: String?
        /// The variable that named it.
        let variable: String
    }

    private let variables: [String: String]

    init(_ environment: [String: String]) {
        let names = ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"]
        variables = environment.filter { names.contains($0.key) && !$0.value.isEmpty }
    }

    /// Those of this process.
    static var ofProcess: ProxySettings { ProxySettings(ProcessInfo.processInfo.environment) }

    /// The proxy for requests to somewhere; `nil` where they go there themselves.
    /// - Throws: `ProxyError` where the variable names none that can be used.
    func proxy(for origin: HTTPOrigin) throws(ProxyError) -> Proxy? {
        let names =
            (origin.isEncrypted ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy"]) + ["all_proxy", "ALL_PROXY"]
        guard let name = names.first(where: { variables[$0] != nil }), let text = variables[name],
            !isExcepted(origin)
        else { return nil }
        let address = text.contains("://") ? text : "http://\(text)"
        let scheme = address.prefix { $0 != ":" }.lowercased()
        guard scheme == "http" else { throw ProxyError(variable: name, reason: "a proxy by \(scheme) is not known") }
        let authority = address.dropFirst("http://".count).prefix { !"/?#".contains($0) }
        let place = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        let login = authority.lastIndex(of: "@").map { String(authority[..<$0]) }
        guard let origin = HTTPOrigin("http://\(place)") else {
            throw ProxyError(variable: name, reason: "it is no address like http://proxy.example.com:3128")
        }
        let authorization = login.map { login in
            "Basic " + Data((login.removingPercentEncoding ?? login).utf8).base64EncodedString()
        }
        return Proxy(origin: origin, authorization: authorization, variable: name)
    }

    /// This machine is never reached by a proxy, nor is what `no_proxy` names: hosts, with all below them, and
    /// networks.
    private func isExcepted(_ origin: HTTPOrigin) -> Bool {
        let host = String(origin.host.drop { $0 == "[" }.prefix { $0 != "]" })
        let bytes = NetworkAddress.bytes(of: host)
        if host == "localhost" || host.hasSuffix(".localhost") || bytes.map(NetworkAddress.isLoopback) == true {
            return true
        }
        let rules = (variables["no_proxy"] ?? variables["NO_PROXY"] ?? "").lowercased()
            .split { $0 == "," || $0 == " " }.map(String.init)
        return rules.contains { rule in
            if rule == "*" { return true }
            if let bytes, NetworkAddress.contains(bytes, inNetwork: rule) { return true }
            let parts = rule.split(separator: ":", maxSplits: 1)
            let isPorted = parts.count == 2 && NetworkAddress.bytes(of: rule) == nil
            if isPorted, parts[1] != "\(origin.port)" { return false }
            let name = (isPorted ? String(parts[0]) : rule).drop { $0 == "." }
            return !name.isEmpty && (host == name || (bytes == nil && host.hasSuffix(".\(name)")))
        }
    }
}

/// Why a variable names no proxy that can be used. It never holds the variable's value, which may hold a password.
struct ProxyError: Error, Hashable {
    let variable: String
    let reason: String
}

/// The bytes of addresses.
enum NetworkAddress {
    /// The 4 or 16 bytes of an address; `nil` where a text is none.
    static func bytes(of text: String) -> [UInt8]? {
        var (four, six) = ([UInt8](repeating: 0, count: 4), [UInt8](repeating: 0, count: 16))
        let text = String(text.drop { $0 == "[" }.prefix { $0 != "]" })
        if inet_pton(AF_INET, text, &four) == 1 { return four }
        if inet_pton(AF_INET6, text, &six) == 1 { return six }
        return nil
    }

    static func isLoopback(_ bytes: [UInt8]) -> Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1]
    }

    /// Whether an address lies in a network like `10.0.0.0/8`, or is the one that stands there.
    static func contains(_ address: [UInt8], inNetwork text: String) -> Bool {
        let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
        guard let first = parts.first, let network = bytes(of: first), network.count == address.count else {
            return false
        }
        let all = network.count * 8
        guard let length = parts.count == 2 ? Int(parts[1]) : all, (0...all).contains(length) else { return false }
        return (0..<length).allSatisfy { bit in
            let difference: UInt8 = network[bit / 8] ^ address[bit / 8]
            return (difference >> (7 - bit % 8)) & 1 == 0
        }
    }
}
