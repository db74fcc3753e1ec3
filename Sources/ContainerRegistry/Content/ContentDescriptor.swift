/// How a manifest speaks of content that lies beside it.
/// https://github.com/opencontainers/image-spec/blob/v1.1.0/descriptor.md
public struct ContentDescriptor: Sendable, Hashable, Codable {
    /// What the content is.
    public var mediaType: String
    /// What the content hashes to.
    public var digest: ContentDigest
    /// Its size in bytes.
    public var size: Int
    /// Further facts, by reverse domain names.
    public var annotations: [String: String]?

    /// Makes a descriptor; see the properties for the parameters' meaning.
    public init(mediaType: String, digest: ContentDigest, size: Int, annotations: [String: String]? = nil) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.annotations = annotations
    }

    /// Describes these bytes.
    public init(mediaType: String, content: [UInt8], annotations: [String: String]? = nil) {
        self.init(
            mediaType: mediaType, digest: ContentDigest(of: content), size: content.count, annotations: annotations)
    }

    /// Reads a descriptor.
    /// - Throws: `DecodingError` also for a size below zero, which the specification does not allow.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            mediaType: try fields.decode(String.self, forKey: .mediaType),
            digest: try fields.decode(ContentDigest.self, forKey: .digest),
            size: try fields.decode(Int.self, forKey: .size),
            annotations: try fields.decodeIfPresent([String: String].self, forKey: .annotations))
        guard size >= 0 else {
            throw DecodingError.dataCorruptedError(
                forKey: .size, in: fields, debugDescription: "a size of \(size) bytes")
        }
    }
}
