import DockerEngine
public import Journal
import LuaValues
public import Recipes

/// Where the steps of a run find releases and keep them.
public struct ReleaseShelf: StepService {
    private let store: any RunStore

    /// Makes the service for runs of a store.
    public init(_ store: any RunStore) { self.store = store }

    /// The release of a version; `nil` where there is none.
    /// - Throws: `StepError` where it cannot be read.
    func release(of application: String, version: String) async throws -> ReleaseContent? {
        guard let record = try await store.release(of: application, version: version) else { return nil }
        return try Self.content(of: record)
    }

    /// Keeps a release, unless its version is another one already.
    /// - Returns: the release of that version.
    func keep(_ content: ReleaseContent, sources: [UInt8]) async throws -> ReleaseContent {
        switch try await store.keep(content.record(), sources: sources) {
        case .kept: content
        case .taken(let record): try Self.content(of: record)
        }
    }

    private static func content(of record: ReleaseRecord) throws -> ReleaseContent {
        guard let content = ReleaseContent(decoding: record.content) else {
            throw StepError(
                code: "release.unreadable",
                "the release \(record.application) \(record.version) was recorded by a later version of moondock",
                hint: "run it with that version")
        }
        return content
    }

    /// The environments that a release was deployed to.
    func passed(_ content: ReleaseContent) async throws -> Set<String> {
        let digest = ContentHash(of: content.encoded())
        let all = try await store.deployments(to: nil)
        return Set(all.filter { $0.release == digest && $0.status == .done }.map(\.environment))
    }

    /// Notes that a run deploys a release.
    func note(_ content: ReleaseContent, to environment: String, by step: StepContext) async throws {
        let deployment = step.run.sources?.release?.deployment
        let isPinned = deployment?.application == content.application
        try await store.note(
            DeploymentRecord(
                run: step.run.id, application: content.application, version: content.version,
                release: ContentHash(of: content.encoded()), environment: environment,
                kind: isPinned ? deployment?.kind ?? .run : .run, requester: step.run.requester.user,
                skipReason: isPinned ? deployment?.skipReason : nil, startedAt: step.startedAt, status: .running,
                updatedAt: step.startedAt))
    }

    /// The digests of what was built since a scope was opened, by folder and Dockerfile.
    func contexts(builtIn scope: String, of step: StepContext) async throws -> [String: String] {
        var contexts: [String: String] = [:]
        for event in try await store.events(of: step.run.id).map(\.event) {
            guard event.kind == .started, event.path.hasPrefix("\(scope)/"), let intent = event.intent,
                intent.primitive == "docker_build", let options = try? LuaValue(decoding: intent.options),
                let folder = options["context"].string
            else { continue }
            let context = BuiltFolder(folder: folder, dockerfile: options["dockerfile"].string ?? "Dockerfile")
            contexts[context.name] = try await context.digest(in: step.run.project)
        }
        return contexts
    }
}

/// A folder that a release was built from.
struct BuiltFolder: Hashable {
    let folder: String
    let dockerfile: String

    /// Both in one text, as a release names it.
    var name: String { dockerfile == "Dockerfile" ? folder : "\(folder) by \(dockerfile)" }

    init(folder: String, dockerfile: String) { (self.folder, self.dockerfile) = (folder, dockerfile) }

    init(name: String) {
        let parts = name.split(separator: " by ", maxSplits: 1).map(String.init)
        self.init(folder: parts.first ?? name, dockerfile: parts.count == 2 ? parts[1] : "Dockerfile")
    }

    /// The digest of what a build would be sent; `nil` where the folder is not here.
    func digest(in project: Project) async throws -> String? {
        guard let context = try? DockerBuild.context(folder, dockerfile, of: project) else { return nil }
        return try await context.contentDigest()
    }
}
