/// Scheme, host and port of an address, as browsers distinguish sites (RFC 6454, section 4).
public struct HTTPOrigin: Hashable, Sendable, CustomStringConvertible {
    /// Whether the scheme is https.
    public let isEncrypted: Bool
    /// The host, in lower case; an IPv6 address with its brackets.
    public let host: String
    /// The port.
    public let port: Int

    /// `https://host` or `https://host:port`, in lower case, without a port that is the scheme's own.
    public var description: String {
        let isUsual = port == (isEncrypted ? 443 : 80)
        return (isEncrypted ? "https://" : "http://") + host + (isUsual ? "" : ":\(port)")
    }

    /// The origin of an address; `nil` where the text is no http or https address, or holds a name before `@`.
    public init?(_ address: String) {
        guard let colon = address.firstIndex(of: ":"), address[colon...].hasPrefix("://") else { return nil }
        let scheme = address[..<colon].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let authority = address[colon...].dropFirst(3).prefix { !"/?#\\".contains($0) }.lowercased()
        let isAllowed = authority.utf8.allSatisfy { byte in
            (97...122).contains(byte) || (48...57).contains(byte) || ".-_:[]".utf8.contains(byte)
        }
        guard isAllowed, !authority.isEmpty else { return nil }
        let end =
            authority.hasPrefix("[")
            ? authority.firstIndex(of: "]").map(authority.index(after:)) : authority.firstIndex(of: ":")
        host = String(authority[..<(end ?? authority.endIndex)])
        let rest = authority[(end ?? authority.endIndex)...]
        let isBracketed = host.hasPrefix("[") ? host.hasSuffix("]") : !host.contains { "[]".contains($0) }
        guard !host.isEmpty, isBracketed, rest.isEmpty || rest.hasPrefix(":") else { return nil }
        isEncrypted = scheme == "https"
        let digits = rest.dropFirst()
        guard digits.isEmpty || digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        guard let port = digits.isEmpty ? (scheme == "https" ? 443 : 80) : Int(digits), (1...65535).contains(port)
        else { return nil }
        self.port = port
    }
}
