/// What to build, and how.
public struct BuildRequest: Sendable {
    /// The files of the build.
    public var context: BuildContext
    /// The names the image gets.
    public var tags: [ImageReference]
    /// Values for the Dockerfile's `ARG`s.
    public var arguments: [String: String]
    /// The stage to stop at; nil for the last.
    public var target: String?
    /// Labels for the image; they are also what a finished image is found by again.
    public var labels: [String: String]
    /// Whether base images are pulled even when the engine has them.
    public var pullsBaseImages: Bool
    /// Whether layers of earlier builds may be used again.
    public var usesCache: Bool
    /// Credentials for pulling base images, by the registry's name as in `~/.docker/config.json`.
    public var credentials: [String: RegistryCredentials]
    /// Whether the digest of the context is computed while it is sent.
    public var computesContextDigest: Bool

    /// Describes a build; see the properties for their meaning.
    public init(
        context: BuildContext, tags: [ImageReference] = [], arguments: [String: String] = [:], target: String? = nil,
        labels: [String: String] = [:], pullsBaseImages: Bool = false, usesCache: Bool = true,
        credentials: [String: RegistryCredentials] = [:], computesContextDigest: Bool = false
    ) {
        self.context = context
        self.tags = tags
        self.arguments = arguments
        self.target = target
        self.labels = labels
        self.pullsBaseImages = pullsBaseImages
        self.usesCache = usesCache
        self.credentials = credentials
        self.computesContextDigest = computesContextDigest
    }
}
