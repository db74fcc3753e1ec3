/// What `docker login` has stored for a registry.
public struct StoredLogin: Sendable, Hashable {
    /// Why what is stored could not be read.
    public typealias Problem = RegistryAuthenticationError

    /// The credentials; nil when none are stored, or they cannot be read.
    public let credentials: RegistryCredentials?
    /// What kept us from reading them; nil when nothing did.
    public let problem: Problem?

    /// Makes a log-in.
    /// - Parameters:
    ///   - credentials: the credentials, where there are any that can be read.
    ///   - problem: what kept us from reading them.
    public init(credentials: RegistryCredentials?, problem: Problem?) {
        self.credentials = credentials
        self.problem = problem
    }
}
