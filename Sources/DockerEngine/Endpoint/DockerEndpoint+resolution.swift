public import Foundation

extension DockerEndpoint {
    /// Finds the engine a person means, in docker's own order: an explicit URL, then `DOCKER_HOST`, then the docker
    /// context (`DOCKER_CONTEXT`, or `currentContext` of docker's configuration), then the standard socket.
    ///
    /// For `tcp://` URLs `DOCKER_TLS_VERIFY` and `DOCKER_CERT_PATH` are honoured.
    /// - Parameters:
    ///   - explicit: a URL that was given on purpose; it wins over everything.
    ///   - environment: the process's environment.
    /// - Throws: `DockerError`: `invalidEndpoint`, or `contextUnreadable` when the chosen context is not there.
    public static func resolve(
        explicit: String? = nil, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(DockerError) -> DockerEndpoint {
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
        guard let verify = environment["DOCKER_TLS_VERIFY"], !verify.isEmpty else { return nil }
        let path = environment["DOCKER_CERT_PATH"].flatMap { $0.isEmpty ? nil : $0 }
        return EndpointCertificates(directory: path ?? directory.path)
    }
}
