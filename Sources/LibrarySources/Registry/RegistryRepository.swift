public import ContainerRegistry
import Foundation
public import RecipeLibraries
import TextSafety

/// A library in a repository of an OCI registry; its versions are the tags. Whoever has logged in with docker is logged in.
public struct RegistryRepository: ReleaseSource {
    private let name: String
    private let authentication: RegistryAuthentication

    /// Names a repository.
    /// - Parameters:
    ///   - name: registry and name, `ghcr.io/acme/slack`.
    ///   - authentication: where credentials are.
    public init(_ name: String, authentication: RegistryAuthentication = RegistryAuthentication()) {
        self.name = name
        self.authentication = authentication
    }

    /// The versions that were released, the newest first: the tags `1.4.2`.
    /// - Throws: `LibrarySourceError`.
    public func versions() async throws -> [LibraryVersion] {
        try await asking { client, repository in
            try await client.tags(of: repository).compactMap { try? LibraryVersion($0) }.sorted(by: >)
        }
    }

    /// Fetches a version: the manifest by its tag, and the files by their digest.
    /// - Throws: `LibrarySourceError`, `ManifestError`.
    public func fetch(_ version: LibraryVersion) async throws -> LibraryRelease {
        let (manifest, layer, bytes) = try await asking { client, repository in
            guard let manifest = try await client.manifest(.tag("\(version)"), in: repository) else {
                throw LibrarySourceError(
                    .noVersion, "\(name) has no tag \(version)", hint: "name a version that was released")
            }
            guard let layer = LibraryArtifact.layer(of: manifest) else {
                throw LibrarySourceError(
                    .rejected, "\(name):\(version) is no library of Moondock, but \(manifest.kind)",
                    hint: "libraries are put into registries by: moondock publish --oci \(name)")
            }
            let bytes = try await client.content(layer.layer, in: repository, limit: LibraryArtifact.largestLayer)
            return (manifest, layer, bytes)
        }
        let tree: LibraryTree
        do throws(LibraryTreeError) {
            tree = try LibraryArtifact.unpack(bytes)
        } catch {
            throw LibrarySourceError(.rejected, "\(name):\(version): \(error)", hint: "nothing was installed")
        }
        return try await LibraryRelease(
            tree, from: .oci(name), version, tag: "\(version)", origin: .digest(manifest.digest.text),
            published: layer.annotations[LibraryArtifact.created].flatMap { try? Date($0, strategy: .iso8601) },
            signature: layer.annotations[LibraryArtifact.signature])
    }

    /// Puts a version into the registry, where it must not be yet.
    /// - Parameters:
    ///   - tree: the files.
    ///   - manifest: their manifest.
    ///   - signature: the signature.
    ///   - revision: the commit they come from.
    /// - Returns: the digest of the artifact's manifest.
    /// - Throws: `LibrarySourceError`.
    public func publish(
        _ tree: LibraryTree, _ manifest: LibraryManifest, signature: LibrarySignature?, revision: String?
    ) async throws -> String {
        let parts = try LibraryArtifact.pack(
            tree, manifest, created: Date(), signature: signature, revision: revision)
        return try await asking { client, repository in
            if try await client.manifest(.tag("\(manifest.version)"), in: repository) != nil {
                throw LibrarySourceError(
                    .rejected, "\(name) has a version \(manifest.version) already",
                    hint: "versions are never overwritten")
            }
            try await client.push(parts.layer, to: repository)
            try await client.push(parts.config, to: repository)
            try await client.push(parts.manifest, as: .tag("\(manifest.version)"), to: repository)
            return parts.manifest.digest.text
        }
    }

    private func asking<Result>(
        _ body: (RegistryClient, String) async throws -> Result
    ) async throws -> Result {
        do {
            let reference = try ImageReference(name)
            return try await body(
                RegistryClient(registry: reference.registry, authentication: authentication), reference.repository)
        } catch let error as ImageReferenceError {
            throw LibrarySourceError(.rejected, "'\(name)' is no repository of a registry: \(error.message)")
        } catch let error as RegistryError {
            // What is wrong; what to do.
            let parts = error.description.split(separator: "; ", maxSplits: 1).map(String.init)
            throw LibrarySourceError(
                .unreachable, parts[0],
                hint: parts.count == 2
                    ? parts[1] : "try it by hand: docker pull \(name), which needs the same permission")
        }
    }
}

extension StoredManifest {
    /// What an artifact is that is no library.
    fileprivate var kind: String {
        guard let image = imageManifest else { return "a list of several images" }
        return image.config.mediaType.contains("image.config") || image.config.mediaType.contains("container.image")
            ? "a container image"
            : "an artifact of type \(SafeText.line(image.artifactType ?? image.config.mediaType))"
    }
}
