import Foundation
import LuaValues

/// An IP address of a machine.
public struct IPAddress: Hashable, Sendable {
    /// The address without brackets.
    public let text: String

    /// Reads an address; one of IPv6 may stand in brackets. Names are none, nor are addresses with a zone.
    public init?(_ text: String) {
        let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
        var four = in_addr()
        var six = in6_addr()
        guard inet_pton(AF_INET, bare, &four) == 1 || inet_pton(AF_INET6, bare, &six) == 1 else { return nil }
        self.text = bare
    }

    /// Whether it stands for all addresses of a machine.
    public var isAny: Bool {
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return text == "0.0.0.0" }
        return withUnsafeBytes(of: six) { $0.allSatisfy { $0 == 0 } }
    }
}

extension OptionType where Value == String {
    /// The address of a host that ports are published on.
    static let publishedAddress = OptionType("an IP address like \"10.0.0.5\"", annotation: "string") {
        value, path throws(OptionError) in
        guard let text = value.string else {
            throw .mismatch(value, path, expected: "an IP address like \"10.0.0.5\"")
        }
        guard let address = IPAddress(text) else {
            throw OptionError(
                "'\(path)' must be an IP address like \"10.0.0.5\", not \(value)", option: path.lastComponent,
                hint: "an engine takes a name for all addresses, and every port would be open to the world")
        }
        return address.text
    }
}
