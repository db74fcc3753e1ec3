/// A release as the journal keeps it: made once, and never changed.
public struct ReleaseRecord: Hashable, Sendable {
    /// The application.
    public let application: String
    /// The version.
    public let version: String
    /// All that it is, as its maker has written it down; the same bytes wherever it travels.
    public let content: [UInt8]
    /// The sources it was made from, which the store keeps as long as the release.
    public let sources: ContentHash
    /// When it was made.
    public let createdAt: Timestamp
    /// Who made it.
    public let creator: String
    /// Who signed it, where it came from elsewhere: kind and fingerprint of the key.
    public let signer: String?

    /// The hash of what it is: two releases are the same when this is the same.
    public var digest: ContentHash { ContentHash(of: content) }

    /// Makes a record; see the properties for their meaning.
    public init(
        application: String, version: String, content: [UInt8], sources: ContentHash, createdAt: Timestamp,
        creator: String, signer: String? = nil
    ) {
        self.application = application
        self.version = version
        self.content = content
        self.sources = sources
        self.createdAt = createdAt
        self.creator = creator
        self.signer = signer
    }
}

/// What came of keeping a release.
public enum ReleaseOutcome: Hashable, Sendable {
    /// It is kept, now or since before.
    case kept
    /// The version is another release already, which stays.
    case taken(ReleaseRecord)
}
