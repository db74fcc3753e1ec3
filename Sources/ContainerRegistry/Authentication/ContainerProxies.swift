public import Foundation

/// The proxies that docker hands to builds and containers: `proxies` of its `config.json`.
/// https://docs.docker.com/engine/cli/proxy/
public struct ContainerProxies: Sendable, Hashable, Decodable {
    var httpProxy: String?
    var httpsProxy: String?
    var ftpProxy: String?
    var noProxy: String?
    var allProxy: String?

    /// Reads the settings for one engine; none where the configuration has none or cannot be read.
    /// - Parameters:
    ///   - engine: the engine's URL; what is not said for it is the `default`.
    ///   - environment: names docker's configuration directory.
    public init(for engine: String, environment: [String: String] = ProcessInfo.processInfo.environment) {
        let directory = DockerConfigurationDirectory(environment: environment)
        let proxies = (try? DockerConfiguration.read(from: directory))?.proxies ?? [:]
        self = proxies[engine] ?? proxies["default"] ?? ContainerProxies()
    }

    private init() {}

    /// What is added to variables or build arguments: both spellings of each name that is not among them.
    public func variables(besides given: some Collection<String>) -> [String: String] {
        let given = Set(given)
        let settings = [
            ("HTTP_PROXY", httpProxy), ("HTTPS_PROXY", httpsProxy), ("FTP_PROXY", ftpProxy), ("NO_PROXY", noProxy),
            ("ALL_PROXY", allProxy),
        ]
        var added: [String: String] = [:]
        for case (let name, let value?) in settings where !value.isEmpty {
            for name in [name, name.lowercased()] where !given.contains(name) { added[name] = value }
        }
        return added
    }
}
