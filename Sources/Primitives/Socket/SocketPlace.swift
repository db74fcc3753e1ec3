import Foundation
import LuaValues
import Recipes
import RootedFiles

/// A socket that takes commands.
enum SocketPlace: Hashable, Sendable, CustomStringConvertible {
    /// A socket in the file system.
    case path(String)
    /// A port of an address.
    case tcp(host: String, port: Int)

    /// The place as it is written.
    var description: String {
        switch self {
        case .path(let path): path
        case .tcp(let host, let port): "tcp://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        }
    }

    /// The place itself, wherever the links of its path lead.
    var resolved: SocketPlace {
        guard case .path(let path) = self, let real = OpenDescriptor.real(path) else { return self }
        return .path(real)
    }
}

extension OptionType where Value == SocketPlace {
    /// An absolute path, or `tcp://ADDRESS:PORT`.
    static let socketPlace = OptionType("a socket like \"/run/haproxy/admin.sock\"", annotation: "string") {
        value, path throws(OptionError) in
        func mismatch() -> OptionError {
            .mismatch(value, path, expected: "an absolute path, or tcp://ADDRESS:PORT")
        }
        guard let text = value.string, !text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
            throw mismatch()
        }
        if text.hasPrefix("tcp://") {
            let rest = text.dropFirst("tcp://".count)
            guard let colon = rest.lastIndex(of: ":"), let port = Int(rest[rest.index(after: colon)...]),
                (1...65_535).contains(port)
            else { throw mismatch() }
            let host = rest[..<colon].filter { !"[]".contains($0) }
            // A name could lead elsewhere by the time of the call.
            guard IPAddressText.isAddress(host) else { throw mismatch() }
            return .tcp(host: host, port: port)
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard text.hasPrefix("/"), text.utf8.count < 108, !parts.contains(where: { ["", ".", ".."].contains($0) })
        else {
            throw mismatch()
        }
        return .path(text)
    }
}

/// Whether a text is an address rather than a name.
enum IPAddressText {
    static func isAddress(_ text: String) -> Bool {
        var four = in_addr()
        var six = in6_addr()
        return inet_pton(AF_INET, text, &four) == 1 || inet_pton(AF_INET6, text, &six) == 1
    }
}
