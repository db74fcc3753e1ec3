/// A run that deployed a release to an environment, or is about to.
public struct DeploymentRecord: Hashable, Sendable {
    /// Why the run deployed the release.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Its recipe was run.
        case run
        /// The release was promoted.
        case promotion
        /// The release was promoted to take the place of a later one.
        case rollback
    }

    /// The run.
    public let run: RunID
    /// The application.
    public let application: String
    /// The version.
    public let version: String
    /// The hash of the release.
    public let release: ContentHash
    /// The environment.
    public let environment: String
    /// Why it was deployed.
    public let kind: Kind
    /// Who began the run.
    public let requester: String
    /// Why a phase was left out before it; `nil` where none was.
    public let skipReason: String?
    /// When the run came to deploy it.
    public let startedAt: Timestamp
    /// Where the run stands: it is deployed once that is `done`.
    public var status: RunStatus
    /// When that last changed.
    public var updatedAt: Timestamp

    /// Makes a record; see the properties for their meaning.
    public init(
        run: RunID, application: String, version: String, release: ContentHash, environment: String, kind: Kind,
        requester: String, skipReason: String?, startedAt: Timestamp, status: RunStatus, updatedAt: Timestamp
    ) {
        self.run = run
        self.application = application
        self.version = version
        self.release = release
        self.environment = environment
        self.kind = kind
        self.requester = requester
        self.skipReason = skipReason
        self.startedAt = startedAt
        self.status = status
        self.updatedAt = updatedAt
    }
}
