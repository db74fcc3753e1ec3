import Foundation

/// A manifest as a registry stores it: bytes that hash to its digest.
public struct StoredManifest: Sendable, Hashable {
    /// What kind of manifest it is.
    public let mediaType: String
    /// The bytes the digest is of.
    public let bytes: [UInt8]
    /// What names the manifest.
    public let digest: ContentDigest

    /// Wraps the bytes of a manifest.
    public init(mediaType: String, bytes: [UInt8]) {
        self.mediaType = mediaType
        self.bytes = bytes
        digest = ContentDigest(of: bytes)
    }

    /// Wraps a manifest of this module's making.
    public init(_ manifest: ImageManifest) throws {
        self.init(mediaType: ImageManifest.mediaType, bytes: try manifest.encoded())
    }

    init(mediaType: String, bytes: [UInt8], digest: ContentDigest) {
        self.mediaType = mediaType
        self.bytes = bytes
        self.digest = digest
    }

    /// The manifest, read as an image manifest; nil when it is something else, such as an index of several.
    public var imageManifest: ImageManifest? {
        try? JSONDecoder().decode(ImageManifest.self, from: Data(bytes))
    }
}
