import Foundation
import Journal
import LuaValues
public import Recipes

/// A release, for scripts. Its members are the keys of `--json`, in camel case.
public struct ReleaseJSON: Encodable, Sendable {
    /// An image of it.
    public struct Image: Encodable, Sendable {
        let name: String
        let tag: String
        let id: String
        let digest: String?
        let pinned: String?
    }

    let application: String
    let version: String
    let release: String
    let images: [Image]
    let recipe: String
    let parameters: [String: String]
    let sources: String
    /// Names and hashes, as lists: a script's keys are not to be changed with the others.
    let files: [Hash]
    let contexts: [Hash]
    let commit: String?
    let dirty: Bool
    let createdAt: String
    let creator: String
    let run: String
    let signer: String?
    let deployments: [DeploymentJSON]

    /// A name and a hash.
    public struct Hash: Encodable, Sendable {
        let name: String
        let hash: String
    }

    /// Describes a release.
    /// - Parameters:
    ///   - signer: who signed it, where it came from elsewhere.
    ///   - deployments: where it was deployed.
    public init(_ content: ReleaseContent, signer: String?, deployments: [DeploymentJSON]) {
        func hashes(_ texts: [String: String]) -> [Hash] {
            texts.sorted { $0.key < $1.key }.map { Hash(name: $0.key, hash: $0.value) }
        }
        application = content.application
        version = content.version
        release = ContentHash(of: content.encoded()).description
        images = content.images.map { image in
            Image(name: image.name, tag: image.tag, id: image.id, digest: image.digest, pinned: image.pinned)
        }
        recipe = content.recipe
        parameters = content.parameters
        sources = content.sources.description
        files = hashes(content.files)
        contexts = hashes(content.contexts)
        commit = content.commit
        dirty = content.isDirty
        createdAt = content.createdAt.text
        creator = content.creator
        run = String(content.token.prefix { $0 != "/" })
        self.signer = signer
        self.deployments = deployments
    }
}
