public import Foundation

/// The credentials that `docker login` has stored for this user.
///
/// Read anew with each question, so that a log-in in another terminal is seen.
public struct RegistryAuthentication: Sendable {
    /// The name under which docker.io's credentials are stored, for historical reasons.
    public static let dockerHubServer = "https://index.docker.io/v1/"

    private let environment: [String: String]
    private let directory: DockerConfigurationDirectory

    /// Uses docker's configuration directory: `DOCKER_CONFIG`, or `.docker` in the home directory.
    /// - Parameter environment: the environment to look into; credential helpers are found on its `PATH` and get it.
    public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.environment = environment
        directory = DockerConfigurationDirectory(environment: environment)
    }

    /// The credentials for a registry; nil when none are stored.
    /// - Parameter registry: host and port as in image names, `docker.io` or `registry.example.org:5000`.
    /// - Throws: `RegistryAuthenticationError`.
    public func credentials(for registry: String) async throws -> RegistryCredentials? {
        let configuration = try DockerConfiguration.read(from: directory)
        return try await credentials(forServer: Self.server(of: registry), in: configuration)
    }

    /// The credentials for every registry docker knows of, by name, for builds whose base images may come from any of
    /// them. As with docker, a registry whose helper fails is left out.
    /// - Throws: `RegistryAuthenticationError` when the configuration cannot be read.
    public func allCredentials() async throws -> [String: RegistryCredentials] {
        let configuration = try DockerConfiguration.read(from: directory)
        let servers = Set((configuration.auths ?? [:]).keys).union((configuration.credHelpers ?? [:]).keys)
        var found: [String: RegistryCredentials] = [:]
        for server in servers {
            try Task.checkCancellation()
            found[server] = try? await credentials(forServer: server, in: configuration)
        }
        return found
    }

    private func credentials(
        forServer server: String, in configuration: DockerConfiguration
    ) async throws -> RegistryCredentials? {
        guard let helper = configuration.helper(for: server) else {
            return configuration.storedCredentials(for: server)
        }
        let found = try await CredentialHelper(name: helper, environment: environment).credentials(for: server)
        return found ?? configuration.storedCredentials(for: server)
    }

    private static func server(of registry: String) -> String {
        ["docker.io", "index.docker.io", "registry-1.docker.io"].contains(registry) ? dockerHubServer : registry
    }
}
