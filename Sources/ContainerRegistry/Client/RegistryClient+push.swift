import NIOHTTP1

extension RegistryClient {
    /// Puts content into a repository; what is there already is not sent again.
    /// - Throws: `RegistryError`, `RegistryAuthenticationError`.
    public func push(_ content: [UInt8], to repository: String) async throws {
        let digest = ContentDigest(of: content)
        let operation = "put content into \(repository)"
        var question = RegistryRequest(
            .HEAD, try url(repository, "blobs/\(digest)", operation: operation), access: .push, operation: operation)
        question.expectedFailures = [404]
        if try await send(question, in: repository).isSuccess { return }
        let start = RegistryRequest(
            .POST, try url(repository, "blobs/uploads/", operation: operation), access: .push, operation: operation)
        let answer = try await send(start, in: repository)
        let place = answer.headers.first(name: "Location").flatMap { answer.url.resolving($0) }
        guard let place = place?.adding([("digest", digest.text)]) else {
            throw RegistryError(
                .invalidAnswer, operation: operation, message: "it names no place to put it", registry: registry)
        }
        var upload = RegistryRequest(.PUT, place, access: .push, operation: operation)
        upload.headers.add(name: "Content-Type", value: "application/octet-stream")
        upload.body = content
        _ = try await send(upload, in: repository)
    }

    /// Puts a manifest into a repository, once all it names is there.
    /// - Throws: `RegistryError`, `RegistryAuthenticationError`.
    public func push(_ manifest: StoredManifest, as name: ManifestName, to repository: String) async throws {
        let operation = "put \(name) into \(repository)"
        var request = RegistryRequest(
            .PUT, try url(repository, "manifests/\(name)", operation: operation), access: .push, operation: operation)
        request.headers.add(name: "Content-Type", value: manifest.mediaType)
        request.body = manifest.bytes
        _ = try await send(request, in: repository)
    }
}
