import DockerEngine
import Recipes

/// How steps find out what is stored for registries, and what registries have.
struct RegistryService: StepService {
    /// The log-in for a registry, by its name in image names.
    var login: @Sendable (_ registry: String) async throws -> StoredLogin = { registry in
        try await RegistryAuthentication().login(for: registry)
    }
    /// All log-ins, by registry, for builds whose base images may come from any of them; and what kept us from some.
    var allLogins:
        @Sendable () async throws -> (
            credentials: [String: RegistryCredentials], problems: [StoredLogin.Problem]
        ) = { try await RegistryAuthentication().allLogins() }
    /// A manifest of the repository that an image's name has; `nil` where there is none.
    var manifest: @Sendable (_ manifest: ManifestName, _ name: ImageReference) async throws -> StoredManifest? = {
        manifest, name in
        var options = RegistryOptions()
        options.attempts = 2
        return try await RegistryClient(registry: name.registry, options: options)
            .manifest(manifest, in: name.repository)
    }
}
