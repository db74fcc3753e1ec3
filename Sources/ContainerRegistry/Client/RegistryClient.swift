import Foundation
import NIOHTTP1

/// Reads and writes artifacts in a registry, by the OCI distribution specification
/// (https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md).
///
/// TLS is used everywhere but with registries on this machine that do not speak it. Whoever has logged in with docker
/// is logged in here.
public struct RegistryClient: Sendable {
    /// The registry, host and port as in image names.
    public let registry: String
    let transport: RegistryTransport
    private let authorization: RegistryAuthorization

    /// Makes a client.
    /// - Parameters:
    ///   - registry: host and port as in image names.
    ///   - authentication: where credentials are.
    ///   - options: how the registry is spoken to.
    public init(
        registry: String, authentication: RegistryAuthentication = RegistryAuthentication(),
        options: RegistryOptions = RegistryOptions()
    ) {
        self.registry = registry
        transport = RegistryTransport(registry: registry, options: options)
        authorization = RegistryAuthorization(transport, authentication)
    }

    /// The address of something in a repository.
    func url(_ repository: String, _ path: String, operation: String) throws -> RegistryURL {
        guard let url = transport.root?.resolving("\(repository)/\(path)") else {
            throw RegistryError(
                .unreachable, operation: operation, message: "its name is no address", registry: registry)
        }
        return url
    }

    /// Sends a request; logs in where the registry wants it.
    /// - Throws: `RegistryError`, `RegistryAuthenticationError`.
    func send(_ request: RegistryRequest, in repository: String) async throws -> RegistryAnswer {
        var request = request
        // Where a registry sends us is somebody else's: neither gets our credentials, nor can it request them.
        let isOwn = { (url: RegistryURL) in url.isAtSamePlace(as: transport.root) }
        if isOwn(request.url), let header = await authorization.header(repository, request.access) {
            request.headers.replaceOrAdd(name: "Authorization", value: header)
        }
        var answer = try await transport.send(request)
        if answer.status == 401, isOwn(request.url), isOwn(answer.url),
            let header = try await authorization.logIn(repository, after: answer, to: request)
        {
            request.headers.replaceOrAdd(name: "Authorization", value: header)
            answer = try await transport.send(request)
        }
        if answer.isSuccess || request.expectedFailures.contains(answer.status) { return answer }
        throw RegistryError.answer(
            answer, to: request, registry: registry, asker: try await authorization.asker())
    }
}
