package import Foundation

/// Docker's own configuration directory: `DOCKER_CONFIG`, or `.docker` in the home directory.
package struct DockerConfigurationDirectory: Sendable {
    package var path: String

    package init(environment: [String: String]) {
        if let path = environment["DOCKER_CONFIG"], !path.isEmpty {
            self.path = path
        } else {
            path = (environment["HOME"] ?? NSHomeDirectory()) + "/.docker"
        }
    }

    /// The contents of `config.json`; nil when there is none.
    package func configurationData() throws -> Data? {
        let file = path + "/config.json"
        guard FileManager.default.fileExists(atPath: file) else { return nil }
        return try Data(contentsOf: URL(fileURLWithPath: file))
    }

    private struct Settings: Decodable {
        package var currentContext: String?
    }

    /// The context chosen by `docker context use`, if any. An unreadable file chooses nothing, as with docker.
    package var currentContext: String? {
        guard let data = try? configurationData() else { return nil }
        let name = try? JSONDecoder().decode(Settings.self, from: data).currentContext
        return name.flatMap { $0.isEmpty ? nil : $0 }
    }
}
