/// Percent-encoding of URL parts (RFC 3986 §2.1).
package enum PercentEncoding {
    private static let unreserved = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Encodes everything but unreserved characters.
    /// - Parameter allowed: further characters to leave as they are.
    package static func encode(_ text: String, allowing allowed: String = "") -> String {
        let kept = Set(allowed.utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if unreserved.contains(byte) || kept.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Encodes a name or id for the path. Image names keep their slashes, which the engine's router expects.
    package static func pathPart(_ text: String) -> String {
        encode(text, allowing: "/:@")
    }
}
