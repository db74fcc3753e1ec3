import Crypto
import TextFormats

/// The SHA-256 of some bytes.
public struct ContentHash: Hashable, Sendable, CustomStringConvertible {
    /// The 32 bytes.
    public let bytes: [UInt8]

    /// Takes a hash as it is.
    /// - Parameter bytes: 32 bytes; other lengths give `nil`.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// The hash of some bytes.
    public init(of content: some Sequence<UInt8>) {
        bytes = Array(SHA256.hash(data: Array(content)))
    }

    /// The hash in lower-case hexadecimal digits.
    public var description: String { bytes.hexadecimal }
}
