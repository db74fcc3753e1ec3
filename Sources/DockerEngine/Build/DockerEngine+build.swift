import AsyncHTTPClient

extension DockerEngine {
    /// Builds an image with the engine's own builder.
    ///
    /// The context is sent while it is read. Cancelling the task closes the connection, and with that the engine ends
    /// the build and removes its containers.
    /// - Parameters:
    ///   - build: what to build.
    ///   - onEvent: called with everything the engine says, in order; the engine waits while it works. Throwing ends
    ///     the build.
    ///   - remark: called with what of the context is not sent though no rule says so.
    /// - Returns: the image's id.
    /// - Throws: `DockerError`: `buildFailed` with the engine's words, `dockerfileInvalid`, or `streamCut` when neither
    ///   an image nor an error came, and it is not known whether there is an image. `BuildContextError` when a file
    ///   cannot be sent, or the Dockerfile needs BuildKit and this engine's builder is another one.
    public func build(
        _ build: BuildRequest, onEvent: @Sendable (BuildEvent) async throws -> Void = { _ in },
        remark: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> BuildResult {
        var build = build
        try await prepare(&build)
        do {
            return try await attempt(build, remark, onEvent)
        } catch let error as DockerError where error.code == .buildFailed && error.isLostCache {
            // Somebody removed images while the build took them from the cache.
            return try await attempt(build, remark, onEvent)
        }
    }

    /// Rejects what docker's classic builder does not know, and gives it what BuildKit would know by itself.
    private func prepare(_ build: inout BuildRequest) async throws {
        let version = try await connection.knownVersion()
        let dockerfile = Dockerfile(try build.context.dockerfileText())
        if let first = dockerfile.unsupported.first(where: { !version.knows($0) }) {
            let builder =
                version.product == .podman
                ? "BuildKit or Podman 4.8, and this is Podman \(version.version)"
                : "BuildKit, and Moondock asks the engine's classic builder"
            throw BuildContextError(
                .dockerfileUnsupported, path: build.context.dockerfilePath,
                message: "line \(first.line): “\(first.what)” takes \(builder)", advice: first.advice)
        }
        // Podman's builder sets them by itself.
        guard version.product == .docker else { return }
        let platform = dockerfile.platformArguments(
            system: version.operatingSystem, architecture: version.architecture)
        build.arguments.merge(platform) { given, _ in given }
    }

    private func attempt(
        _ build: BuildRequest, _ remark: @escaping @Sendable (String) -> Void,
        _ onEvent: @Sendable (BuildEvent) async throws -> Void
    ) async throws -> BuildResult {
        var request = try build.engineRequest
        let digest = build.computesContextDigest ? ContextDigest() : nil
        request.body = .stream(build.context.archive(digest: digest, remark: remark), length: .unknown)
        var image: String?
        var lastWords = ""
        for try await message in try await messages(request) {
            if let failure = message.failure {
                throw error(failure.contains("requires BuildKit") ? .dockerfileInvalid : .buildFailed, failure, request)
            }
            if let id = message.aux?.id { image = id }
            if let text = message.stream { lastWords = text }
            if let event = BuildEvent(message) { try await onEvent(event) }
        }
        if image == nil, let id = lastWords.firstMatch(of: /Successfully built ([0-9a-f]{12,64})/)?.1 {
            image = try await inspectImage(String(id)).id
        }
        guard let image else { throw unfinished(request) }
        return BuildResult(imageID: image, contextDigest: digest?.value)
    }
}

extension DockerError {
    fileprivate var isLostCache: Bool {
        ["unknown parent image ID", "failed to get digest sha256:"].contains { description.contains($0) }
    }
}

extension BuildEvent {
    fileprivate init?(_ message: TransferMessage) {
        if let text = message.stream {
            self = .output(text)
        } else if let id = message.aux?.id {
            self = .image(id: id)
        } else if let progress = TransferProgress(message) {
            self = .transfer(progress)
        } else {
            return nil
        }
    }
}

extension EngineVersion {
    /// Whether the engine's builder knows what docker's classic one does not. Podman's knows all but texts that follow
    /// an instruction, which came later, or says so clearly.
    fileprivate func knows(_ unsupported: Dockerfile.Unsupported) -> Bool {
        product == .podman && (!unsupported.isHeredoc || knowsHeredocs)
    }
}
