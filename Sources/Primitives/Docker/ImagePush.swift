import DockerEngine
import LuaValues
import Recipes

/// Pushes one very image under a name, as `docker_build` and `docker_push` do.
///
/// An engine pushes what has the name at that moment, and somebody may give the name to another image meanwhile. So the
/// name is given to the image first, those that push under one name go one after the other in this process, and what
/// was pushed is compared with the image afterwards.
struct ImagePush: Sendable {
    /// The image's id on the engine.
    let id: String
    let name: ImageReference
    let target: EnginePool.Target
    let step: StepContext

    /// How often it is tried when others keep taking the name away.
    private static let attempts = 5
    private static let turns = Turns()

    private var engine: DockerEngine { target.engine }

    /// Pushes, and gives the image as recipes hold it.
    /// - Throws: `DockerError`, or `StepError` with code `docker.nameMoved`.
    func push() async throws -> BuiltImage {
        try await Self.turns.taking("\(engine.endpoint) \(name.name):\(name.tag ?? "latest")") {
            let login = try await step.services.service(RegistryService.self).login(name.registry)
            if let problem = login.problem { step.notice("pushing without a log-in: \(problem)") }
            for _ in 0..<Self.attempts {
                try await engine.tagImage(id, as: name)
                guard let digest = try await attempt(login) else { continue }
                let pinned = try name.pinned(to: digest)
                step.output("pushed \(name.familiarName) as \(digest)")
                return BuiltImage(id: id, tag: name.familiarName, digest: digest, pinned: pinned.description)
            }
            throw StepError(
                code: "docker.nameMoved",
                "\(name.familiarName) is given to other images on \(target.description) while it is pushed",
                hint: "let whatever builds it at the same time use another tag")
        }
    }

    /// Pushes once.
    /// - Returns: the digest of what was pushed; nil when that was another image.
    private func attempt(_ login: StoredLogin) async throws -> String? {
        let pushed: PushResult
        do {
            pushed = try await engine.pushImage(name, credentials: login.credentials) { progress in
                step.progress("push \(progress.text)", fraction: progress.fraction)
            }
        } catch let error as DockerError where error.code == .unauthorized {
            throw StepError(error, host: target.host?.name, loginProblem: login.problem)
        }
        if let digest = pushed.digest { return try await isOurs(digest) ? digest : nil }
        return try await nameKnownElsewhere()
    }

    /// Whether a manifest is that of the image.
    private func isOurs(_ digest: String) async throws -> Bool {
        // In docker's containerd store an image's id is its manifest's digest.
        if digest == id { return true }
        let image = try await engine.inspectImage(id)
        let names = image.repositoryDigests.compactMap { try? ImageReference($0) }
        if names.contains(where: { $0.name == name.name && $0.digest == digest }) { return true }
        // Podman compresses as it pushes, and does not keep what became of it. The registry knows.
        if let digest = ContentDigest(digest), let manifest = try? await manifest(.digest(digest)),
            let image = manifest.imageManifest
        {
            return image.config.digest.text == id
        }
        return try await hasName()
    }

    /// The digest where the engine has not reported it.
    private func nameKnownElsewhere() async throws -> String? {
        if let stored = try? await manifest(.tag(name.tag ?? "latest")) {
            if stored.digest.text == id || stored.imageManifest?.config.digest.text == id { return stored.digest.text }
            // An index of several is given by nothing but the name.
            guard stored.imageManifest == nil, try await hasName() else { return nil }
            return stored.digest.text
        }
        if let digest = try await engine.inspectImage(id).digest(in: name) { return digest }
        throw StepError(
            code: "docker.streamCut",
            "\(name.familiarName) was pushed, but neither the engine nor \(name.registry) says under which digest",
            hint: "see whether \(name.registry) can be reached from here",
            fields: target.host.map { ["host": .string($0.name)] } ?? [:])
    }

    /// Whether the name is still the image's.
    private func hasName() async throws -> Bool { try await engine.inspectImage(name.description).id == id }

    private func manifest(_ manifest: ManifestName) async throws -> StoredManifest? {
        try await step.services.service(RegistryService.self).manifest(manifest, name)
    }
}

/// Lets pieces of work that must not overlap go one after the other.
private actor Turns {
    private var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]

    /// Does a piece of work when all that came before under its name is done.
    func taking<Result: Sendable>(_ name: String, _ work: @Sendable () async throws -> Result) async throws -> Result {
        if waiting[name] != nil {
            // Whoever is before us ends soon when cancelled, as we all do.
            await withCheckedContinuation { waiting[name, default: []].append($0) }
        } else {
            waiting[name] = []
        }
        defer { pass(name) }
        try Task.checkCancellation()
        return try await work()
    }

    private func pass(_ name: String) {
        guard var line = waiting[name], !line.isEmpty else {
            waiting[name] = nil
            return
        }
        let next = line.removeFirst()
        waiting[name] = line
        next.resume()
    }
}
