/// Scheme, host and port of an address, as browsers tell sites apart (RFC 6454, section 4).
public struct HTTPOrigin: Hashable, Sendable, CustomStringConvertible {
    /// `https://host` or `https://host:port`, in lower case, without a port that is the scheme's own.
    public let description: String
    /// The host, in lower case.
    public let host: String

    /// The origin of an address; `nil` where the text is no http or https address, or holds a name before `@`.
    public init?(_ address: String) {
        guard let colon = address.firstIndex(of: ":"), address[colon...].hasPrefix("://") else { return nil }
        let scheme = address[..<colon].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let authority = address[colon...].dropFirst(3).prefix { !"/?#\\".contains($0) }.lowercased()
        let isAllowed = authority.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII
                && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || ".-:[]".unicodeScalars.contains(scalar))
        }
        guard isAllowed, !authority.isEmpty else { return nil }
        let end =
            authority.hasPrefix("[")
            ? authority.firstIndex(of: "]").map(authority.index(after:)) : authority.firstIndex(of: ":")
        let host = String(authority[..<(end ?? authority.endIndex)])
        let port = String(authority[(end ?? authority.endIndex)...].dropFirst())
        guard !host.isEmpty, port.isEmpty || Int(port).map({ (1...65535).contains($0) }) == true else { return nil }
        let isUsual = port.isEmpty || port == (scheme == "https" ? "443" : "80")
        self.host = host
        description = "\(scheme)://\(host)" + (isUsual ? "" : ":\(port)")
    }
}
