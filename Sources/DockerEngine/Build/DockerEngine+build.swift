import AsyncHTTPClient

extension DockerEngine {
    /// Builds an image with the engine's own builder.
    ///
    /// The context is sent while it is read. Cancelling the task closes the connection, and with that the engine ends
    /// the build and removes its containers.
    /// - Parameters:
    ///   - build: what to build.
    ///   - onEvent: told everything the engine says, in order; the engine waits while it works. Throwing ends the build.
    /// - Returns: the image's id.
    /// - Throws: `DockerError`: `buildFailed` with the engine's words, `dockerfileInvalid`, or `streamCut` when neither
    ///   an image nor an error came, and it is not known whether there is an image. `BuildContextError` when a file
    ///   cannot be sent.
    public func build(
        _ build: BuildRequest, onEvent: @Sendable (BuildEvent) async throws -> Void = { _ in }
    ) async throws -> BuildResult {
        do {
            return try await attempt(build, onEvent)
        } catch let error as DockerError where error.code == .buildFailed && error.isLostCache {
            // Somebody removed images while the build took them from the cache.
            return try await attempt(build, onEvent)
        }
    }

    private func attempt(
        _ build: BuildRequest, _ onEvent: @Sendable (BuildEvent) async throws -> Void
    ) async throws -> BuildResult {
        var request = try build.engineRequest
        let digest = build.computesContextDigest ? ContextDigest() : nil
        request.body = .stream(build.context.archive(digest: digest), length: .unknown)
        var image: String?
        for try await message in try await messages(request) {
            if let failure = message.failure {
                throw error(.buildFailed, failure, request)
            }
            if let id = message.aux?.id { image = id }
            if let event = BuildEvent(message) { try await onEvent(event) }
        }
        guard let image else { throw unfinished(request) }
        return BuildResult(imageID: image, contextDigest: digest?.value)
    }
}

extension DockerError {
    fileprivate var isLostCache: Bool { description.contains("unknown parent image ID") }
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
