/// What came of a push.
public struct PushResult: Sendable, Hashable {
    /// The name that was pushed, with its tag.
    public var reference: ImageReference
    /// The manifest's digest in the registry, `sha256:…`.
    public var digest: String
    /// The manifest's size in bytes.
    public var manifestSize: Int64?

    /// Describes a push.
    public init(reference: ImageReference, digest: String, manifestSize: Int64? = nil) {
        self.reference = reference
        self.digest = digest
        self.manifestSize = manifestSize
    }

    /// The name by digest, without tag: what to deploy.
    public var pinned: ImageReference {
        ImageReference(registry: reference.registry, repository: reference.repository, tag: nil, digest: digest)
    }
}
