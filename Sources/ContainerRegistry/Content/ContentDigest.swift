import Crypto
public import Foundation
import TextFormats

/// The hash that names content in a registry: `sha256:` and 64 hexadecimal digits.
///
/// Some registries name content by `sha512:`; that is understood too, but never made here.
public struct ContentDigest: Sendable, Hashable {
    /// The whole text, `sha256:…`.
    public let text: String

    /// Reads a digest; nil when the text is not one.
    public init?(_ text: String) {
        guard (try? ImageReference.checkedDigest(text, of: text)) != nil else { return nil }
        self.text = text
    }

    /// The digest of these bytes.
    public init(of bytes: some DataProtocol) {
        text = "sha256:" + SHA256.hash(data: bytes).hexadecimal
    }

    /// Whether this is the digest of these bytes.
    public func matches(_ bytes: some DataProtocol) -> Bool {
        if text.hasPrefix("sha512:") { return text == "sha512:" + SHA512.hash(data: bytes).hexadecimal }
        return text == "sha256:" + SHA256.hash(data: bytes).hexadecimal
    }
}

extension ContentDigest: CustomStringConvertible {
    /// The same as `text`.
    public var description: String { text }
}

extension ContentDigest: Codable {
    /// Reads one string.
    /// - Throws: `DecodingError` when it is no digest.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let digest = ContentDigest(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "it is no digest")
        }
        self = digest
    }

    /// Writes one string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
