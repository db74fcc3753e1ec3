public import AsyncHTTPClient

/// One Docker Engine, spoken to over its HTTP API.
///
/// Cheap to make and to keep: connections are opened when needed and kept for the next request, and the API version
/// is agreed upon with the first request. All operations throw `DockerError`, and `CancellationError` when their task
/// is cancelled; cancelling one ends its request at once.
public final class DockerEngine: Sendable {
    /// Where this engine listens.
    public let endpoint: DockerEndpoint
    let connection: EngineConnection

    /// Prepares to speak to an engine; connects to nothing yet.
    /// - Parameters:
    ///   - endpoint: where the engine listens.
    ///   - route: the way to an engine behind ssh.
    ///   - httpClient: a client to use in place of the process-wide one; make it with `httpClientConfiguration`.
    /// - Throws: `DockerError`: `unsupportedTransport` for `ssh://` without a way, `tlsFailed` when certificates cannot be read.
    public init(
        endpoint: DockerEndpoint, route: EngineRoute? = nil, httpClient: HTTPClient? = nil
    ) throws(DockerError) {
        self.endpoint = endpoint
        connection = try EngineConnection(endpoint: endpoint, route: route, client: httpClient)
    }

    /// The settings an injected client needs: no redirects, no read timeout (streams may be silent for hours), many
    /// connections, refused connections reported at once.
    public static var httpClientConfiguration: HTTPClient.Configuration {
        EngineConnection.clientConfiguration
    }
}
