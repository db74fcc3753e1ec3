public import Foundation

extension DockerEndpoint {
    /// Finds the engine a person means, in docker's own order: an explicit URL, then `DOCKER_HOST`, then the docker
    /// context (`DOCKER_CONTEXT`, or `currentContext` of docker's configuration), then the standard socket.
    ///
    /// For `tcp://` URLs `DOCKER_TLS_VERIFY`, `DOCKER_TLS` and `DOCKER_CERT_PATH` are honoured, for all of them
    /// `DOCKER_API_VERSION`.
    /// - Parameters:
    ///   - explicit: a URL that was given on purpose; it wins over everything.
    ///   - environment: the process's environment.
    /// - Throws: `DockerError`: `invalidEndpoint`, `contextUnreadable` when the chosen context is not there, or
    ///   `apiVersionUnsupported`.
    public static func resolve(
        explicit: String? = nil, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(DockerError) -> DockerEndpoint {
        var endpoint = try place(explicit, environment)
        if let text = environment["DOCKER_API_VERSION"], !text.isEmpty {
            guard let version = APIVersion(text) else {
                throw DockerError(
                    .apiVersionUnsupported, operation: "use DOCKER_API_VERSION",
                    message: "“\(text)” is not a version like \(APIVersion.oldestKnown)")
            }
            endpoint.apiVersion = version
        }
        return endpoint
    }

    private static func place(_ explicit: String?, _ environment: [String: String]) throws(DockerError)
        -> DockerEndpoint
    {
        let directory = DockerConfigurationDirectory(environment: environment)
        for url in [explicit, environment["DOCKER_HOST"]] {
            if let url, !url.isEmpty {
                return try DockerEndpoint(url, certificates: certificates(environment, in: directory))
            }
        }
        let chosen = environment["DOCKER_CONTEXT"].flatMap { $0.isEmpty ? nil : $0 } ?? directory.currentContext
        guard let chosen, chosen != "default" else { return .standardSocket }
        return try DockerContextStore(directory: directory).endpoint(of: chosen)
    }

    private static func certificates(
        _ environment: [String: String], in directory: DockerConfigurationDirectory
    ) -> EndpointCertificates? {
        func isSet(_ name: String) -> Bool { environment[name]?.isEmpty == false }
        guard isSet("DOCKER_TLS_VERIFY") || isSet("DOCKER_TLS") else { return nil }
        let path = environment["DOCKER_CERT_PATH"].flatMap { $0.isEmpty ? nil : $0 }
        let verifies = isSet("DOCKER_TLS_VERIFY")
        return EndpointCertificates(
            directory: path ?? directory.path, verifiesServer: verifies, needsAuthority: verifies)
    }
}
