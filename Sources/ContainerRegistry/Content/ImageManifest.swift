import Foundation

/// An OCI image manifest: a configuration and layers, each with a media type of the artifact's own.
/// https://github.com/opencontainers/image-spec/blob/v1.1.0/manifest.md
public struct ImageManifest: Sendable, Hashable, Codable {
    /// The media type of manifests like this.
    public static let mediaType = "application/vnd.oci.image.manifest.v1+json"

    /// Always 2.
    public var schemaVersion = 2
    /// `ImageManifest.mediaType`; older writers leave it out.
    public var mediaType: String? = ImageManifest.mediaType
    /// What kind of artifact this is, when it is no image.
    public var artifactType: String?
    /// The configuration.
    public var config: ContentDescriptor
    /// The content, in order.
    public var layers: [ContentDescriptor]
    /// Further facts, by reverse domain names.
    public var annotations: [String: String]?

    /// Makes a manifest; see the properties for the parameters' meaning.
    public init(
        artifactType: String? = nil, config: ContentDescriptor, layers: [ContentDescriptor],
        annotations: [String: String]? = nil
    ) {
        self.artifactType = artifactType
        self.config = config
        self.layers = layers
        self.annotations = annotations
    }

    /// The manifest as JSON, the same bytes for equal manifests.
    /// - Throws: `EncodingError`, which none of the properties can cause.
    public func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }
}
