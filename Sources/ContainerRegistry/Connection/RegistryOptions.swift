/// How registries are spoken to.
public struct RegistryOptions: Sendable {
    /// How long one answer may take as a whole.
    public var transferTimeout: Duration = .seconds(600)
    /// How often a request is sent at most when registries answer 429 or 5xx, or lose the connection. Only requests
    /// that can be repeated without harm are.
    public var attempts = 4
    /// How long to wait before the second attempt; the wait doubles each time. What a registry's `Retry-After` says
    /// goes before.
    public var firstDelay: Duration = .milliseconds(500)
    /// A registry that wants to be left alone for longer than this is not waited for.
    public var maximumDelay: Duration = .seconds(30)
    /// The certificates of single registries.
    var certificates = RegistryCertificates()

    /// The defaults written above.
    public init() {}
}
