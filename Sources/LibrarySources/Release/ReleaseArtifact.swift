import ContainerRegistry
import Crypto
import Foundation
import TextFormats

/// A release as it travels: its record and its sources, and where it was deployed by then.
public struct TravellingRelease: Hashable, Sendable {
    /// A deployment that came to its end.
    public struct Deployment: Hashable, Sendable, Codable {
        /// The environment.
        public let environment: String
        /// The run.
        public let run: String
        /// Who began it.
        public let requester: String
        /// When it was done, in milliseconds since 1970.
        public let at: Int64

        /// Describes a deployment.
        public init(environment: String, run: String, requester: String, at: Int64) {
            self.environment = environment
            self.run = run
            self.requester = requester
            self.at = at
        }
    }

    /// The application.
    public let application: String
    /// The version.
    public let version: String
    /// The record, as it was written down where it was made.
    public let content: [UInt8]
    /// The sources that a promotion runs.
    public let sources: [UInt8]
    /// Where it was deployed.
    public let deployments: [Deployment]

    /// Describes a release; see the properties for their meaning.
    public init(
        application: String, version: String, content: [UInt8], sources: [UInt8], deployments: [Deployment]
    ) {
        self.application = application
        self.version = version
        self.content = content
        self.sources = sources
        self.deployments = deployments
    }
}

/// A release in a registry: an OCI artifact whose layers are the record and the sources.
enum ReleaseArtifact {
    static let artifactType = "application/vnd.moondock.release.v1"
    static let configType = "application/vnd.moondock.release.config.v1+json"
    static let recordType = "application/vnd.moondock.release.record.v1+cbor"
    static let sourcesType = "application/vnd.moondock.release.sources.v1+cbor+gzip"
    static let signature = "dev.moondock.signature"

    /// The maximum number of bytes of a record, of packed sources, and of unpacked ones.
    static let limits = (record: 4 << 20, packed: 32 << 20, sources: 64 << 20)
    /// What its signatures are for: none of another kind counts.
    static let namespace = "moondock-release"

    /// What an artifact says of itself; the signature is over these bytes.
    struct Configuration: Codable {
        let application: String
        let version: String
        let release: String
        let sources: String
        let deployments: [TravellingRelease.Deployment]
    }

    struct Parts {
        let record: [UInt8]
        let sources: [UInt8]
        let config: [UInt8]
        let manifest: StoredManifest
    }

    static func hash(_ bytes: [UInt8]) -> String { SHA256.hash(data: bytes).hexadecimal }

    /// What is signed.
    static func statement(_ config: [UInt8]) -> String { "moondock-release-v1\n\(hash(config))\n" }

    static func pack(_ release: TravellingRelease, key: String?) async throws -> Parts {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let config = Array(
            try encoder.encode(
                Configuration(
                    application: release.application, version: release.version, release: hash(release.content),
                    sources: hash(release.sources), deployments: release.deployments)))
        let packed = Gzip.compress(release.sources)
        var annotations = [
            "org.opencontainers.image.title": release.application,
            "org.opencontainers.image.version": release.version,
        ]
        if let key {
            annotations[signature] = try await LibrarySignature.sign(statement(config), for: namespace, key: key).text
        }
        let manifest = ImageManifest(
            artifactType: artifactType, config: ContentDescriptor(mediaType: configType, content: config),
            layers: [
                ContentDescriptor(mediaType: recordType, content: release.content),
                ContentDescriptor(mediaType: sourcesType, content: packed),
            ], annotations: annotations)
        return Parts(
            record: release.content, sources: packed, config: config, manifest: try StoredManifest(manifest))
    }
}
