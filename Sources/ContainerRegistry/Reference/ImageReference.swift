/// The name of an image: `registry/repository:tag@digest`.
///
/// The rules are those of the distribution project
/// (https://github.com/distribution/reference/blob/main/reference.go): a name whose first part does not look like a
/// host is one of docker.io, and docker.io's own images live under `library/`.
public struct ImageReference: Sendable, Hashable {
    /// The registry's host and port, `docker.io` when the name had none.
    public let registry: String
    /// The repository within the registry, `library/alpine`.
    public let repository: String
    /// The tag, if one was given.
    public let tag: String?
    /// The digest, `sha256:…`, if one was given.
    public let digest: String?

    /// The registry of names that name none.
    public static let defaultRegistry = "docker.io"

    package init(registry: String, repository: String, tag: String?, digest: String?) {
        self.registry = registry
        self.repository = repository
        self.tag = tag
        self.digest = digest
    }

    /// Registry and repository, without tag and digest.
    public var name: String { "\(registry)/\(repository)" }

    /// The tag, or `latest` when neither tag nor digest was given; nil for a bare digest.
    public var effectiveTag: String? { tag ?? (digest == nil ? "latest" : nil) }

    /// The same repository with another tag and no digest.
    /// - Throws: `ImageReferenceError` when the tag is not one.
    public func tagged(_ tag: String) throws(ImageReferenceError) -> ImageReference {
        let checked = try Self.checkedTag(tag, of: tag)
        return ImageReference(registry: registry, repository: repository, tag: checked, digest: nil)
    }

    /// The same repository by digest, without tag.
    /// - Throws: `ImageReferenceError` when the digest is not one.
    public func pinned(to digest: String) throws(ImageReferenceError) -> ImageReference {
        let checked = try Self.checkedDigest(digest, of: digest)
        return ImageReference(registry: registry, repository: repository, tag: nil, digest: checked)
    }

    /// The name as people write it: without `docker.io/` and `library/`, where that is read as the same name again. What is
    /// left of `docker.io/a.b/c` would be a name of the registry `a.b`.
    public var familiarName: String {
        guard registry == Self.defaultRegistry else { return description }
        let official = "library/"
        let short = repository.hasPrefix(official) ? String(repository.dropFirst(official.count)) : repository
        for name in [short, repository] where (try? ImageReference(name + suffix)) == self { return name + suffix }
        return description
    }

    private var suffix: String { (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "") }
}

extension ImageReference: CustomStringConvertible {
    /// The full name, with the registry; it parses back to the same reference.
    public var description: String { name + suffix }
}
