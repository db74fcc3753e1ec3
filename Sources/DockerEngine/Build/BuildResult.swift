/// What came of a build.
public struct BuildResult: Sendable, Hashable {
    /// The image's id, `sha256:…`.
    public var imageID: String
    /// The digest of the context that was sent, when it was requested.
    public var contextDigest: String?
}
