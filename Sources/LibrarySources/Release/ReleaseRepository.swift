public import ContainerRegistry
import Foundation
import TextSafety

/// Releases in a repository of an OCI registry; their versions are the tags. Whoever has logged in with docker is logged in.
public struct ReleaseRepository: Sendable {
    private let name: String
    private let authentication: RegistryAuthentication

    /// Names a repository.
    /// - Parameters:
    ///   - name: registry and name, `ghcr.io/acme/releases/shop`.
    ///   - authentication: where credentials are.
    public init(_ name: String, authentication: RegistryAuthentication = RegistryAuthentication()) {
        self.name = name
        self.authentication = authentication
    }

    /// Puts a release into the registry under a tag. One that is there is replaced by the same release only, which says
    /// where it was deployed since.
    /// - Parameter key: the SSH key to sign with; `nil` for none.
    /// - Returns: the digest of the artifact.
    /// - Throws: `LibrarySourceError`.
    public func push(_ release: TravellingRelease, as tag: String, key: String?) async throws -> String {
        let parts = try await ReleaseArtifact.pack(release, key: key)
        return try await asking { client, repository in
            if let known = try await client.manifest(.tag(tag), in: repository) {
                let config = try await configuration(of: known, tag, client, repository).value
                guard config.release == ReleaseArtifact.hash(release.content) else {
                    throw LibrarySourceError(
                        .untrusted,
                        "\(name):\(tag) is another release already: \(config.application) \(config.version)",
                        hint: "releases are never overwritten; choose another version or repository")
                }
            }
            for content in [parts.record, parts.sources, parts.config] {
                try await client.push(content, to: repository)
            }
            try await client.push(parts.manifest, as: .tag(tag), to: repository)
            return parts.manifest.digest.text
        }
    }

    /// Fetches a release.
    /// - Returns: the release, and who signed it: `ED25519 SHA256:…`; `nil` where nobody did.
    /// - Throws: `LibrarySourceError` where it is not what it says it is.
    public func pull(_ tag: String) async throws -> (release: TravellingRelease, signer: String?) {
        try await asking { client, repository in
            guard let manifest = try await client.manifest(.tag(tag), in: repository) else {
                throw LibrarySourceError(
                    .noVersion, "\(name) has no tag \(tag)", hint: "name a version that was pushed")
            }
            let (config, bytes) = try await configuration(of: manifest, tag, client, repository)
            let image = manifest.imageManifest
            let signer = try await signer(of: bytes, image?.annotations?[ReleaseArtifact.signature], tag)
            guard let layers = image?.layers, layers.count == 2, layers[0].mediaType == ReleaseArtifact.recordType,
                layers[1].mediaType == ReleaseArtifact.sourcesType
            else { throw tampered(tag, "its layers are not those of a release") }
            let record = try await client.content(layers[0], in: repository, limit: ReleaseArtifact.limits.record)
            let packed = try await client.content(layers[1], in: repository, limit: ReleaseArtifact.limits.packed)
            let sources: [UInt8]
            do throws(Gzip.Failure) {
                sources = try Gzip.decompress(packed, limit: ReleaseArtifact.limits.sources)
            } catch {
                throw tampered(tag, "its sources cannot be unpacked")
            }
            guard ReleaseArtifact.hash(record) == config.release else {
                throw tampered(tag, "its record is not the one it was pushed with")
            }
            guard ReleaseArtifact.hash(sources) == config.sources else {
                throw tampered(tag, "its sources are not those it was pushed with")
            }
            let release = TravellingRelease(
                application: config.application, version: config.version, content: record, sources: sources,
                deployments: config.deployments)
            return (release, signer)
        }
    }

    private func configuration(
        of manifest: StoredManifest, _ tag: String, _ client: RegistryClient, _ repository: String
    ) async throws -> (value: ReleaseArtifact.Configuration, bytes: [UInt8]) {
        guard let image = manifest.imageManifest, image.config.mediaType == ReleaseArtifact.configType else {
            throw LibrarySourceError(
                .rejected, "\(name):\(tag) is no release of Moondock",
                hint: "releases are put into registries by: moondock release push \(name):VERSION")
        }
        let bytes = try await client.content(image.config, in: repository, limit: ReleaseArtifact.limits.record)
        guard let value = try? JSONDecoder().decode(ReleaseArtifact.Configuration.self, from: Data(bytes)) else {
            throw tampered(tag, "what it says of itself cannot be read")
        }
        return (value, bytes)
    }

    private func signer(of config: [UInt8], _ text: String?, _ tag: String) async throws -> String? {
        guard let text else { return nil }
        let signer = try await LibrarySignature(text)?.signer(
            of: ReleaseArtifact.statement(config), for: ReleaseArtifact.namespace)
        // Worse than none: somebody tried.
        guard let signer else { throw tampered(tag, "its signature is not one of this release") }
        return signer
    }

    private func tampered(_ tag: String, _ reason: String) -> LibrarySourceError {
        LibrarySourceError(
            .untrusted, "\(name):\(tag) was changed since it was pushed: \(reason)",
            hint: "nothing of it was taken; ask who pushed it")
    }

    private func asking<Result>(_ body: (RegistryClient, String) async throws -> Result) async throws -> Result {
        do {
            let reference = try ImageReference(name)
            return try await body(
                RegistryClient(registry: reference.registry, authentication: authentication), reference.repository)
        } catch let error as ImageReferenceError {
            throw LibrarySourceError(.rejected, "'\(name)' is no repository of a registry: \(error.message)")
        } catch let error as RegistryError where error.code == .damaged {
            throw LibrarySourceError(
                .untrusted, "a part of \(name) is not what its digest says",
                hint: "nothing of it was taken; ask who runs the registry")
        } catch let error as RegistryError {
            let parts = error.description.split(separator: "; ", maxSplits: 1).map(String.init)
            throw LibrarySourceError(.unreachable, parts[0], hint: parts.count == 2 ? parts[1] : nil)
        }
    }
}
