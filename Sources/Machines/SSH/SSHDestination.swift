/// A machine as ssh is told of it: `user@host:port`, or a name of the user's own configuration.
public struct SSHDestination: Hashable, Sendable {
    /// The host, or its name in ssh's configuration.
    public let host: String
    /// The user; `nil` for what ssh's configuration says.
    public let user: String?
    /// The port; `nil` for what ssh's configuration says.
    public let port: Int?

    /// Makes a destination of its parts.
    /// - Throws: `MachineError` of kind `badSettings`.
    public init(host: String, user: String? = nil, port: Int? = nil) throws(MachineError) {
        func isPlain(_ text: String) -> Bool {
            !text.isEmpty && !text.hasPrefix("-")
                && text.unicodeScalars.allSatisfy { $0.value > 32 && $0.value != 127 && $0 != "'" && $0 != "\"" }
        }
        let shown = "\(user.map { "\($0)@" } ?? "")\(host)"
        guard isPlain(host), user.map(isPlain) ?? true, !host.contains("@"), !host.contains("/") else {
            throw MachineError(
                .badSettings, shown, "'\(shown)' is no machine that ssh could be told of",
                advice: "write user@host:port, or a name of your ssh configuration")
        }
        self.host = host
        self.user = user
        self.port = port
    }

    /// Reads `user@host:port`; an address of IPv6 with a port stands in brackets.
    /// - Throws: `MachineError` of kind `badSettings`.
    public init(_ text: String) throws(MachineError) {
        var rest = text[...]
        var user: String?
        if let at = rest.lastIndex(of: "@") {
            user = String(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        var port: Int?
        if rest.hasPrefix("["), let end = rest.lastIndex(of: "]") {
            let tail = rest[rest.index(after: end)...]
            rest = rest[rest.index(after: rest.startIndex)..<end]
            port = try Self.port(tail, of: text)
        } else if let colon = rest.firstIndex(of: ":"), rest.lastIndex(of: ":") == colon {
            port = try Self.port(rest[colon...], of: text)
            rest = rest[..<colon]
        }
        try self.init(host: String(rest), user: user, port: port)
    }

    private static func port(_ tail: Substring, of text: String) throws(MachineError) -> Int? {
        if tail.isEmpty { return nil }
        guard tail.hasPrefix(":"), let port = Int(tail.dropFirst()), (1...65535).contains(port) else {
            throw MachineError(
                .badSettings, text, "'\(tail.dropFirst())' is no port", advice: "a port is a number from 1 to 65535")
        }
        return port
    }

    /// What ssh is called with to get there.
    var arguments: [String] {
        (port.map { ["-p", "\($0)"] } ?? []) + (user.map { ["-l", $0] } ?? []) + ["--", host]
    }

    /// A command that a person types to get there.
    var typed: String { "ssh \(port.map { "-p \($0) " } ?? "")\(user.map { "\($0)@" } ?? "")\(host)" }

    /// The host as `known_hosts` has it.
    var knownName: String { port.map { $0 == 22 ? host : "[\(host)]:\($0)" } ?? host }
}

extension SSHDestination: CustomStringConvertible {
    /// `user@host:port`.
    public var description: String {
        let bare = host.contains(":") ? "[\(host)]" : host
        return "\(user.map { "\($0)@" } ?? "")\(bare)\(port.map { ":\($0)" } ?? "")"
    }
}
