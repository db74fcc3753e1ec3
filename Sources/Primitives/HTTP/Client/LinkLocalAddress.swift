import NIOCore

/// Addresses that lead to what a machine says of itself: its link and the metadata services of clouds, which hand out
/// credentials to whoever asks. Requests go there only where they are named.
enum LinkLocalAddress {
    /// Names under which clouds have their metadata services.
    private static let names: Set<String> = [
        "metadata.google.internal", "metadata.goog", "instance-data", "instance-data.ec2.internal",
    ]

    /// Whether a name is known to stand for such an address.
    static func isKnown(_ host: String) -> Bool {
        names.contains(host.hasSuffix(".") ? String(host.dropLast()) : host)
    }

    /// Whether an address is one.
    static func contains(_ address: SocketAddress) -> Bool {
        // A path, as what cannot be read, is no address to be asked.
        address.ipAddress.flatMap(NetworkAddress.bytes).map(contains) ?? true
    }

    /// - Parameter bytes: the 4 or 16 bytes of an address.
    static func contains(_ bytes: [UInt8]) -> Bool {
        if bytes.count == 4 {
            return bytes[0] == 169 && bytes[1] == 254 || bytes == [100, 100, 100, 200] || bytes == [192, 0, 0, 192]
        }
        if bytes[0] == 0xFE, bytes[1] & 0xC0 == 0x80 { return true }
        if bytes == [0xFD, 0, 0x0E, 0xC2] + [UInt8](repeating: 0, count: 10) + [0x02, 0x54] { return true }
        return embedded(bytes).contains { contains($0) }
    }

    /// The IPv4 addresses that an IPv6 address can stand for.
    private static func embedded(_ bytes: [UInt8]) -> [[UInt8]] {
        var found: [[UInt8]] = []
        let zeros = [UInt8](repeating: 0, count: 10)
        let isMapped =
            bytes[..<10].elementsEqual(zeros) && (bytes[10...11] == [0xFF, 0xFF] || bytes[10...11] == [0, 0])
        let isTranslated = bytes[..<4].elementsEqual([0, 0x64, 0xFF, 0x9B])
        if isMapped || isTranslated { found.append(Array(bytes[12...])) }
        // 6to4 (RFC 3056).
        if bytes[0] == 0x20, bytes[1] == 0x02 { found.append(Array(bytes[2..<6])) }
        return found
    }
}
