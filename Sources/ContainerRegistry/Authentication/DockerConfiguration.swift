import Foundation

/// The part of docker's `config.json` that is about registries and proxies.
struct DockerConfiguration: Sendable, Decodable {
    struct Entry: Sendable, Decodable {
        /// `user:password` in base64.
        var auth: String?
        var identitytoken: String?
        var username: String?
        var password: String?
    }

    var auths: [String: Entry]?
    /// The helper for one registry, by the registry's name.
    var credHelpers: [String: String]?
    /// The helper for all other registries.
    var credsStore: String?
    /// What builds and containers get of proxies, by the engine's URL or `default`.
    var proxies: [String: ContainerProxies]?

    /// Reads the file; nothing is configured when there is none.
    static func read(
        from directory: DockerConfigurationDirectory
    ) throws(RegistryAuthenticationError) -> DockerConfiguration {
        do {
            // Docker takes an empty file for none.
            guard let data = try directory.configurationData(), !data.isEmpty else { return DockerConfiguration() }
            return try JSONDecoder().decode(DockerConfiguration.self, from: data)
        } catch {
            throw RegistryAuthenticationError(
                code: .configurationUnreadable,
                message: "\(directory.path)/config.json is not readable as docker's configuration; fix it or remove it"
            )
        }
    }

    /// The helper responsible for a registry.
    func helper(for server: String) -> String? {
        let helper = credHelpers?[server] ?? credsStore
        return helper.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The credentials stored in the file itself for a registry. Old files have URLs for keys, so only host and port
    /// are compared.
    func storedCredentials(for server: String) -> RegistryCredentials? {
        let host = Self.host(of: server)
        let entry = auths?[server] ?? auths?.first { Self.host(of: $0.key) == host }?.value
        return entry?.credentials(for: server)
    }

    static func host(of server: String) -> Substring {
        let start = server.firstRange(of: "://")?.upperBound ?? server.startIndex
        return server[start...].prefix { $0 != "/" }
    }
}

extension DockerConfiguration.Entry {
    func credentials(for server: String) -> RegistryCredentials? {
        if let identitytoken, !identitytoken.isEmpty {
            return RegistryCredentials(identityToken: identitytoken, server: server)
        }
        if let username, let password, !username.isEmpty {
            return RegistryCredentials(username: username, password: password, server: server)
        }
        guard let auth, let data = Data(base64Encoded: auth), let text = String(data: data, encoding: .utf8),
            let colon = text.firstIndex(of: ":")
        else { return nil }
        // Docker pads with zero bytes in some files.
        let password = text[text.index(after: colon)...].drop { $0 == "\u{0}" }.reversed().drop { $0 == "\u{0}" }
        return RegistryCredentials(
            username: String(text[..<colon]), password: String(password.reversed()), server: server)
    }
}
