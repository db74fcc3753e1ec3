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

    /// The log-in for a registry. What is stored and cannot be read is no failure, as with docker: a registry that
    /// wants to know nobody can be used all the same, and what kept us from it is reported with the answer.
    /// - Parameter registry: host and port as in image names, `docker.io` or `registry.example.org:5000`.
    /// - Throws: `CancellationError`.
    public func login(for registry: String) async throws -> StoredLogin {
        do {
            let configuration = try DockerConfiguration.read(from: directory)
            return try await login(forServer: Self.server(of: registry), in: configuration)
        } catch let error as RegistryAuthenticationError {
            return StoredLogin(credentials: nil, problem: error)
        }
    }

    /// The credentials for every registry docker knows of, by name, for builds whose base images may come from any of
    /// them; and what kept us from some.
    /// - Throws: `CancellationError`.
    public func allLogins() async throws -> (
        credentials: [String: RegistryCredentials], problems: [StoredLogin.Problem]
    ) {
        do {
            let configuration = try DockerConfiguration.read(from: directory)
            return try await allLogins(in: configuration)
        } catch let error as RegistryAuthenticationError {
            return ([:], [error])
        }
    }

    private func allLogins(
        in configuration: DockerConfiguration
    ) async throws -> (credentials: [String: RegistryCredentials], problems: [StoredLogin.Problem]) {
        var servers = Set((configuration.auths ?? [:]).keys).union((configuration.credHelpers ?? [:]).keys)
        var problems: [StoredLogin.Problem] = []
        if let store = configuration.credsStore, !store.isEmpty {
            do {
                servers.formUnion(try await CredentialHelper(name: store, environment: environment).servers())
            } catch let error as RegistryAuthenticationError {
                problems.append(error)
            }
        }
        var found: [String: RegistryCredentials] = [:]
        for server in servers.sorted() {
            let login = try await login(forServer: server, in: configuration)
            found[server] = login.credentials
            if let problem = login.problem, !problems.contains(problem) { problems.append(problem) }
        }
        return (found, problems)
    }

    private func login(forServer server: String, in configuration: DockerConfiguration) async throws -> StoredLogin {
        let stored = configuration.storedCredentials(for: server)
        guard let helper = configuration.helper(for: server) else {
            return StoredLogin(credentials: stored, problem: nil)
        }
        do {
            let found = try await CredentialHelper(name: helper, environment: environment).credentials(for: server)
            return StoredLogin(credentials: found ?? stored, problem: nil)
        } catch let error as RegistryAuthenticationError {
            return StoredLogin(credentials: stored, problem: stored == nil ? error : nil)
        }
    }

    private static func server(of registry: String) -> String {
        ["docker.io", "index.docker.io", "registry-1.docker.io"].contains(registry) ? dockerHubServer : registry
    }
}
