import ContainerRegistry
import Foundation
import RecipeLibraries

/// A library in a registry: an OCI artifact with one layer that holds the files.
/// https://github.com/opencontainers/image-spec/blob/v1.1.0/manifest.md#guidelines-for-artifact-usage
enum LibraryArtifact {
    static let artifactType = "application/vnd.moondock.library.v1"
    static let configType = "application/vnd.moondock.library.config.v1+json"
    static let layerType = "application/vnd.moondock.library.content.v1.tar+gzip"

    static let created = "org.opencontainers.image.created"
    static let signature = "dev.moondock.signature"

    /// The maximum number of bytes of a layer, packed: well above what a library may have.
    static let largestLayer = LibraryTree.largestTree + (4 << 20)
    /// The maximum number of bytes of a layer, unpacked: the files, and a header and some padding for each.
    static let largestArchive = LibraryTree.largestTree + LibraryTree.maximumFileCount * 1_536 + 1_024

    private struct Configuration: Codable {
        let name: String
        let version: String
        let tree: String
    }

    /// The parts of an artifact: the files, what they are, and the manifest that names both.
    struct Parts {
        let layer: [UInt8]
        let config: [UInt8]
        let manifest: StoredManifest
    }

    /// Packs a library.
    /// - Throws: `LibraryTreeError` where a path is too long.
    static func pack(
        _ tree: LibraryTree, _ manifest: LibraryManifest, created: Date, signature: LibrarySignature?, revision: String?
    ) throws -> Parts {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let layer = Gzip.compress(try TarArchive.pack(tree))
        let config = Array(
            try encoder.encode(
                Configuration(
                    name: manifest.name, version: manifest.version.description, tree: tree.hash.description)))
        var annotations = [
            Self.created: created.formatted(.iso8601), "org.opencontainers.image.title": manifest.name,
            "org.opencontainers.image.version": manifest.version.description,
        ]
        annotations["org.opencontainers.image.description"] = manifest.summary
        annotations["org.opencontainers.image.revision"] = revision
        annotations[Self.signature] = signature?.text
        return Parts(
            layer: layer, config: config,
            manifest: try StoredManifest(
                ImageManifest(
                    artifactType: artifactType, config: ContentDescriptor(mediaType: configType, content: config),
                    layers: [ContentDescriptor(mediaType: layerType, content: layer)], annotations: annotations)))
    }

    /// The layer that holds a library's files; `nil` where the artifact is something else.
    static func layer(of manifest: StoredManifest) -> (layer: ContentDescriptor, annotations: [String: String])? {
        guard let image = manifest.imageManifest, image.config.mediaType == configType, image.layers.count == 1,
            image.layers[0].mediaType == layerType
        else { return nil }
        return (image.layers[0], image.annotations ?? [:])
    }

    /// Unpacks a layer.
    /// - Throws: `LibraryTreeError` saying what has no place in a library.
    static func unpack(_ layer: [UInt8]) throws(LibraryTreeError) -> LibraryTree {
        let archive: [UInt8]
        do throws(Gzip.Failure) {
            archive = try Gzip.decompress(layer, limit: largestArchive)
        } catch {
            throw LibraryTreeError(
                path: "",
                reason: error == .tooLarge
                    ? "unpacked, its archive has more than \(largestArchive) bytes" : "its archive is damaged")
        }
        return try TarArchive.unpack(archive)
    }
}
