import Foundation
import RecipeLibraries

/// The releases of one fetch, each fetched once.
actor FetchMemory {
    private let cache: LibraryCache
    private let lock: Lockfile
    private let trust: ReleaseTrust
    private var releases: [VersionSelection.Candidate: LibraryRelease] = [:]
    /// What is being fetched: whoever requests the same meanwhile waits for it.
    private var fetches: [VersionSelection.Candidate: Task<LibraryRelease, any Error>] = [:]
    private(set) var fetched: [String] = []
    /// The maximum number of releases one fetch looks at: a registry can make up an endless row of them.
    private static let maximumReleaseCount = 2_000

    init(cache: LibraryCache, lock: Lockfile, trust: ReleaseTrust) {
        self.cache = cache
        self.lock = lock
        self.trust = trust
    }

    /// A release: from what is kept here where the lock knows it, else from its source.
    /// - Throws: `LibrarySourceError`, `ManifestError`.
    func release(_ candidate: VersionSelection.Candidate) async throws -> LibraryRelease {
        if let known = releases[candidate] { return known }
        guard releases.count < Self.maximumReleaseCount else {
            throw LibrarySourceError(
                .rejected,
                "more than \(Self.maximumReleaseCount) releases request one another, at last \(candidate.source) \(candidate.version)",
                hint: "nothing was installed; look at what these libraries use")
        }
        // Nothing is awaited between the look and the start, so each release is fetched once.
        let fetch = fetches[candidate] ?? Task { try await find(candidate) }
        fetches[candidate] = fetch
        defer { fetches[candidate] = nil }
        do {
            let release = try await withTaskCancellationHandler {
                try await fetch.value
            } onCancel: {
                fetch.cancel()
            }
            releases[candidate] = release
            return release
        } catch var error as LibrarySourceError {
            error.source = candidate.source
            throw error
        }
    }

    private func find(_ candidate: VersionSelection.Candidate) async throws -> LibraryRelease {
        try trust.checkSource(candidate.source)
        let known = lock.libraries.values.filter { $0.source == candidate.source.description }
        let acceptsMoved = trust.acceptance.movedTags && trust.acceptance.covers(candidate.source)
        let locked = known.first { $0.version == candidate.version.description && !acceptsMoved }
        if let locked, let kept = try kept(locked, candidate) { return kept }
        guard let source = candidate.source.releases(cache: cache.folder) else {
            throw LibrarySourceError(.rejected, "\(candidate.source) has no versions")
        }
        let release = try await trust.release(candidate.version, of: candidate.source, at: source, locked: locked)
        try await trust.check(release, from: candidate.source, known: known)
        do {
            try cache.keep(release.tree)
        } catch {
            throw LibrarySourceError(
                .unwritable,
                "\(release.manifest.name)@\(candidate.version) cannot be kept in \(cache.folder.path): "
                    + (error as NSError).reason, hint: "nothing was installed; make room there and fetch again")
        }
        fetched.append("\(release.manifest.name)@\(candidate.version)")
        return release
    }

    private func kept(_ locked: Lockfile.Entry, _ candidate: VersionSelection.Candidate) throws -> LibraryRelease? {
        guard let hash = TreeHash(locked.tree), let origin = locked.origin, cache.holds(hash),
            let tree = try? LibraryTree(files: try LibraryFolder.files(in: cache.folder(of: hash))), tree.hash == hash
        else { return nil }
        let manifest = try LibraryRelease.manifest(tree, "\(candidate.source) \(candidate.version)")
        // The rules may be stricter than they were when it was fetched.
        try trust.checkSigned("\(manifest.name)@\(manifest.version)", locked.signer)
        return LibraryRelease(
            manifest: manifest, tree: tree, tag: locked.tag, origin: origin, published: nil, signer: locked.signer)
    }
}

extension Lockfile.Entry {
    var origin: LibraryRelease.Origin? {
        commit.map { .commit($0) } ?? digest.map { .digest($0) }
    }
}

extension NSError {
    /// What the system says, rather than what Foundation makes of it.
    fileprivate var reason: String {
        (userInfo[NSUnderlyingErrorKey] as? NSError)?.localizedDescription ?? localizedDescription
    }
}
