import NIOHTTP1

extension DockerEngine {
    /// Pushes a tagged image to its registry.
    /// - Parameters:
    ///   - reference: the image's name on this engine; its registry is where it goes, its tag is `latest` if it has
    ///     none.
    ///   - credentials: for the registry; nil to push anonymously.
    ///   - onProgress: called with the progress; the engine waits while it works.
    /// - Returns: the digest it has in the registry, as far as the engine reports it.
    /// - Throws: `DockerError`: `unauthorized`, `imageNotFound`, `pushFailed`, or `streamCut` when the answer broke
    ///   off.
    public func pushImage(
        _ reference: ImageReference, credentials: RegistryCredentials? = nil,
        onProgress: @Sendable (TransferProgress) async throws -> Void = { _ in }
    ) async throws -> PushResult {
        let tag = reference.tag ?? "latest"
        var request = EngineRequest(
            .POST, "/images/\(PercentEncoding.pathPart(reference.name))/push", query: [("tag", tag)], timeout: nil,
            operation: "push image “\(reference.familiarName)”")
        // Without this header the engine does not push at all; an empty object stands for nobody.
        request.headers.add(name: "X-Registry-Auth", value: RegistryCredentials.header(credentials))
        let name = ImageReference(
            registry: reference.registry, repository: reference.repository, tag: tag, digest: nil)
        var result = PushResult(reference: name, digest: nil, manifestSize: nil)
        for try await message in try await messages(request) {
            if let failure = message.failure { throw transferError(.pushFailed, failure, request) }
            if let digest = message.aux?.digest {
                (result.digest, result.manifestSize) = (digest, message.aux?.size)
            } else if let pushed = message.pushed, result.digest == nil {
                (result.digest, result.manifestSize) = (pushed.digest, pushed.size)
            }
            if let progress = TransferProgress(message) { try await onProgress(progress) }
        }
        return result
    }

    /// Pulls an image by tag or digest.
    /// - Parameters:
    ///   - reference: the image; its tag is `latest` when it has neither tag nor digest.
    ///   - credentials: for the registry; nil to pull anonymously.
    ///   - onProgress: called with the progress; the engine waits while it works.
    /// - Returns: the digest of what was pulled, when the engine reported it.
    /// - Throws: `DockerError`: `notFound`, `unauthorized`, `pullFailed`, or `streamCut` when no end was reported.
    @discardableResult
    public func pullImage(
        _ reference: ImageReference, credentials: RegistryCredentials? = nil,
        onProgress: @Sendable (TransferProgress) async throws -> Void = { _ in }
    ) async throws -> String? {
        var request = EngineRequest(
            .POST, "/images/create", timeout: nil, operation: "pull image “\(reference.familiarName)”")
        request.query = [("fromImage", reference.name), ("tag", reference.digest ?? reference.tag ?? "latest")]
        if let credentials {
            request.headers.add(name: "X-Registry-Auth", value: RegistryCredentials.header(credentials))
        }
        var digest: String?
        var hasEnded = false
        for try await message in try await messages(request) {
            if let failure = message.failure { throw transferError(.pullFailed, failure, request) }
            if let status = message.status {
                if status.hasPrefix("Digest: ") { digest = String(status.dropFirst("Digest: ".count)) }
                if status.hasPrefix("Status: ") { hasEnded = true }
            }
            if let progress = TransferProgress(message) { try await onProgress(progress) }
        }
        // Podman ends without a word, and without a failure: then it is there.
        if !hasEnded {
            guard let image = try? await inspectImage(reference.description) else { throw unfinished(request) }
            return digest ?? image.digest(in: reference)
        }
        return digest
    }

    private func transferError(_ code: DockerError.Code, _ message: String, _ request: EngineRequest) -> DockerError {
        let text = message.lowercased()
        if let known = DockerError.code(by: text) { return error(known, message, request) }
        if text.contains("denied") { return error(.unauthorized, message, request) }
        let isAbsent = ["manifest unknown", "name unknown", "not found"].contains(where: text.contains)
        return error(isAbsent ? .notFound : code, message, request)
    }
}
