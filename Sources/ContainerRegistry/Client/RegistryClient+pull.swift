import Foundation
import NIOHTTP1

extension RegistryClient {
    private struct TagList: Decodable {
        let tags: [String]?
    }

    private static let maximumTagCount = 100_000

    /// The tags of a repository; none where there is no such repository.
    /// - Throws: `RegistryError`, `RegistryAuthenticationError`.
    public func tags(of repository: String) async throws -> [String] {
        let operation = "list the tags of \(repository)"
        var tags: [String] = []
        var next: RegistryURL? = try url(repository, "tags/list?n=1000", operation: operation)
        // A registry that never ends its list is not followed for ever.
        for _ in 0..<1_000 {
            guard let place = next else { break }
            var request = RegistryRequest(.GET, place, operation: operation)
            request.expectedFailures = [404]
            let answer = try await send(request, in: repository)
            if answer.status == 404 { return tags }
            guard let list = try? JSONDecoder().decode(TagList.self, from: Data(answer.body)) else {
                throw RegistryError(
                    .invalidAnswer, operation: operation, message: "its answer is no list of tags", registry: registry)
            }
            tags += list.tags ?? []
            guard tags.count <= Self.maximumTagCount else {
                throw RegistryError(
                    .tooLarge, operation: operation, message: "there are more than \(Self.maximumTagCount) tags",
                    registry: registry)
            }
            // RFC 8288: <…/tags/list?last=…>; rel="next"
            let header = answer.headers.first(name: "Link").flatMap { $0.utf8.count <= 2_048 ? $0 : nil }
            let link = header.flatMap { $0.firstMatch(of: /<([^>]*)>\s*;\s*rel="?next"?/) }
            next = link.flatMap { place.resolving(String($0.1)) }
        }
        return tags
    }

    /// A manifest, checked against its digest; `nil` where there is none.
    /// - Throws: `RegistryError`, `RegistryAuthenticationError`.
    public func manifest(_ name: ManifestName, in repository: String) async throws -> StoredManifest? {
        let operation = "get \(repository)\(name.separator)\(name)"
        var request = RegistryRequest(
            .GET, try url(repository, "manifests/\(name)", operation: operation), operation: operation)
        request.headers.add(name: "Accept", value: ImageManifest.mediaType)
        request.headers.add(name: "Accept", value: "application/vnd.docker.distribution.manifest.v2+json")
        request.headers.add(name: "Accept", value: "application/vnd.oci.image.index.v1+json")
        request.expectedFailures = [404]
        let answer = try await send(request, in: repository)
        if answer.status == 404 { return nil }
        let stored = StoredManifest(
            mediaType: answer.headers.first(name: "Content-Type") ?? ImageManifest.mediaType, bytes: answer.body)
        let announced =
            switch name {
            case .digest(let digest): digest
            case .tag: answer.headers.first(name: "Docker-Content-Digest").flatMap { ContentDigest($0) }
            }
        if let announced, !announced.matches(answer.body) { throw damaged(operation) }
        return stored
    }

    /// Content, checked against its digest.
    /// - Parameters:
    ///   - descriptor: what a manifest says of it.
    ///   - repository: where it is.
    ///   - limit: the most bytes it may have.
    /// - Throws: `RegistryError`, `RegistryAuthenticationError`.
    public func content(
        _ descriptor: ContentDescriptor, in repository: String, limit: Int
    ) async throws -> [UInt8] {
        let operation = "get the content \(descriptor.digest) of \(repository)"
        guard (0...limit).contains(descriptor.size) else {
            throw RegistryError(
                .tooLarge, operation: operation, message: "it has \(descriptor.size) bytes; \(limit) are allowed",
                registry: registry)
        }
        var request = RegistryRequest(
            .GET, try url(repository, "blobs/\(descriptor.digest)", operation: operation), operation: operation)
        request.answerLimit = descriptor.size
        let answer = try await send(request, in: repository)
        guard descriptor.digest.matches(answer.body) else { throw damaged(operation) }
        return answer.body
    }

    private func damaged(_ operation: String) -> RegistryError {
        RegistryError(
            .damaged, operation: operation, message: "what came is not what its digest says; try again",
            registry: registry)
    }
}

extension ManifestName {
    fileprivate var separator: String {
        switch self {
        case .tag: ":"
        case .digest: "@"
        }
    }
}
