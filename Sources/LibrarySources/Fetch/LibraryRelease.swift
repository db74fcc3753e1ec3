public import Foundation
import LuaSyntax
public import RecipeLibraries

/// One version of a library, as its source has it.
public struct LibraryRelease: Sendable {
    /// What shows whether the same name still stands for the same thing.
    public enum Origin: Hashable, Sendable {
        /// The commit of a tag in git.
        case commit(String)
        /// The digest of a manifest in a registry.
        case digest(String)
    }

    /// Its manifest.
    public let manifest: LibraryManifest
    /// Its files.
    public let tree: LibraryTree
    /// The tag.
    public let tag: String
    /// What the tag stood for.
    public let origin: Origin
    /// When it was released, by its author's word; `nil` where nothing is said.
    public let published: Date?
    /// Who signed it: `ED25519 SHA256:…`; `nil` where nobody did.
    public let signer: String?

    /// Reads the manifest among the files, and checks the signature.
    /// - Throws: `LibrarySourceError`, `ManifestError`.
    init(
        _ tree: LibraryTree, from source: LibrarySource, _ version: LibraryVersion, tag: String, origin: Origin,
        published: Date?, signature: String?
    ) async throws {
        let manifest = try Self.manifest(tree, "\(source) \(version)")
        guard manifest.version == version else {
            throw LibrarySourceError(
                .rejected, "\(source) \(tag) says in its own manifest that it is \(manifest.version)",
                hint: "its author has to release it as what it is")
        }
        var signer: String?
        if let signature {
            signer = try await LibrarySignature(signature)?.signer(of: manifest.name, version, tree.hash)
            // Worse than none: somebody tried.
            if signer == nil {
                throw LibrarySourceError(
                    .untrusted, "the signature of \(source) \(tag) is not one of these files",
                    hint: "nothing was installed; ask its author")
            }
        }
        self.init(
            manifest: manifest, tree: tree, tag: tag, origin: origin, published: published, signer: signer)
    }

    init(
        manifest: LibraryManifest, tree: LibraryTree, tag: String, origin: Origin, published: Date?, signer: String?
    ) {
        self.manifest = manifest
        self.tree = tree
        self.tag = tag
        self.origin = origin
        self.published = published
        self.signer = signer
    }

    static func manifest(_ tree: LibraryTree, _ place: String) throws -> LibraryManifest {
        guard let bytes = tree.files["moondock.lua"] else {
            throw LibrarySourceError(.rejected, "\(place) is no library: it has no moondock.lua")
        }
        let manifest = try LibraryManifest(LuaSource(name: "\(place): moondock.lua", bytes: bytes))
        guard !manifest.isReserved else {
            throw LibrarySourceError(
                .rejected, "\(place) calls itself \(manifest.name)", hint: LibraryManifest.reservedHint)
        }
        return manifest
    }
}

extension LibraryRelease.Origin: CustomStringConvertible {
    /// The kind and the beginning of the hash.
    public var description: String {
        switch self {
        case .commit(let commit): "commit \(commit.prefix(12))"
        case .digest(let digest): "digest \(digest.prefix(19))"
        }
    }
}

/// Somewhere releases are.
public protocol ReleaseSource: Sendable {
    /// The versions that were released, the newest first.
    /// - Throws: `LibrarySourceError`.
    func versions() async throws -> [LibraryVersion]

    /// Fetches a version.
    /// - Throws: `LibrarySourceError`, `ManifestError`.
    func fetch(_ version: LibraryVersion) async throws -> LibraryRelease
}

extension LibrarySource {
    /// Where its releases are; `nil` for what has none.
    /// - Parameter cache: the folder for what is worth keeping.
    public func releases(cache: URL) -> (any ReleaseSource)? {
        switch self {
        case .git(let url): GitRepository(url, cache: cache)
        case .oci(let name): RegistryRepository(name)
        case .path, .builtIn: nil
        }
    }
}
