import Foundation
import LuaSyntax
public import RecipeLibraries

/// Finds out which version of each library a project gets, fetches what is not on this machine, and writes it all down.
public struct LibraryFetcher: Sendable {
    /// What came of it.
    public struct Outcome: Sendable {
        /// The lock as it is now.
        public let lock: Lockfile
        /// The ids of the libraries that were fetched.
        public let fetched: [String]
    }

    private let cache: LibraryCache
    private let day: String

    /// Makes a fetcher.
    /// - Parameters:
    ///   - cache: where files are kept.
    ///   - day: today, as the lock writes it: `2026-02-11`.
    public init(cache: LibraryCache, day: String) {
        self.cache = cache
        self.day = day
    }

    /// Fetches what a project needs.
    /// - Parameters:
    ///   - wishes: the libraries its manifest and those of its folders name.
    ///   - lock: what was locked before; it counts as long as it serves the wishes.
    ///   - acceptsMovedTags: whether a tag that was moved since is taken as it is now.
    /// - Throws: `LibrarySourceError`, `ManifestError`.
    public func fetch(
        _ wishes: [Dependency], lock: Lockfile, acceptsMovedTags: Bool = false
    ) async throws -> Outcome {
        let memory = Fetched(cache: cache, lock: acceptsMovedTags ? Lockfile() : lock)
        let selection = try await VersionSelection(try Self.choices(wishes, of: nil)) { choice in
            let manifest = try await memory.release(choice).manifest
            return try Self.choices(manifest.libraries, of: manifest)
        }
        var entries: [String: Lockfile.Entry] = [:]
        for choice in selection.choices {
            let release = try await memory.release(choice)
            let id = "\(release.manifest.name)@\(choice.version)"
            if let other = entries[id] {
                throw LibrarySourceError(
                    .refused, "\(id) comes from two places: \(other.source) and \(choice.source)",
                    hint: "libraries of one name must not have one version")
            }
            let known = lock.libraries.values.first {
                $0.tree == release.tree.hash.description && $0.tag == release.tag
            }
            entries[id] = Lockfile.Entry(
                source: choice.source, version: choice.version, tag: release.tag, commit: release.commit,
                tree: release.tree.hash, needs: Array(release.manifest.needs.keys), firstSeen: known?.firstSeen ?? day)
        }
        return Outcome(lock: Lockfile(libraries: entries), fetched: await memory.fetched.sorted())
    }

    private static func choices(
        _ dependencies: [Dependency], of manifest: LibraryManifest?
    ) throws -> [VersionSelection.Choice] {
        try dependencies.compactMap { dependency in
            switch dependency.source {
            case .git:
                guard let version = dependency.version else { return nil }
                return VersionSelection.Choice(dependency.source, version)
            case .path(let path):
                guard let manifest else { return nil }
                throw LibrarySourceError(
                    .refused, "\(manifest.name)@\(manifest.version) uses the folder \(path), which nobody else has",
                    hint: "a library that is shared names its libraries by git")
            case .builtIn: return nil
            }
        }
    }
}

/// The releases of one fetch, each fetched once.
private actor Fetched {
    struct Release {
        let manifest: LibraryManifest
        let tree: LibraryTree
        let tag: String
        let commit: String
    }

    private let cache: LibraryCache
    private let lock: Lockfile
    private var releases: [VersionSelection.Choice: Release] = [:]
    private(set) var fetched: [String] = []

    init(cache: LibraryCache, lock: Lockfile) {
        self.cache = cache
        self.lock = lock
    }

    func release(_ choice: VersionSelection.Choice) async throws -> Release {
        if let known = releases[choice] { return known }
        let release = try await find(choice)
        releases[choice] = release
        return release
    }

    private func find(_ choice: VersionSelection.Choice) async throws -> Release {
        let locked = lock.libraries.values.first {
            $0.source == choice.source.description && $0.version == choice.version.description
        }
        if let locked, let hash = TreeHash(locked.tree), cache.holds(hash),
            let tree = try? LibraryTree(files: try LibraryFolder.files(in: cache.folder(of: hash))), tree.hash == hash
        {
            return Release(
                manifest: try Self.manifest(tree, choice), tree: tree, tag: locked.tag, commit: locked.commit)
        }
        guard case .git(let url) = choice.source else {
            throw LibrarySourceError(.refused, "\(choice.source) has no versions")
        }
        let release = try await GitRepository(url, cache: cache.folder).fetch(choice.version)
        if let locked, locked.commit != release.commit || locked.tree != release.tree.hash.description {
            throw LibrarySourceError(
                .moved,
                """
                \(url) \(release.tag) is not what \(Lockfile.name) recorded
                  locked  commit \(locked.commit.prefix(12))  tree \(locked.tree)  (\(locked.firstSeen))
                  remote  commit \(release.commit.prefix(12))  tree \(release.tree.hash)
                The tag was moved. That is how releases are poisoned; it can also be a careless author. Nothing was changed.
                """, hint: "look at what changed; then accept it with: moondock fetch --accept-moved-tag")
        }
        let manifest = try Self.manifest(release.tree, choice)
        guard manifest.version == choice.version else {
            throw LibrarySourceError(
                .refused, "\(url) \(release.tag) says in its own manifest that it is \(manifest.version)")
        }
        try cache.keep(release.tree)
        fetched.append("\(manifest.name)@\(choice.version)")
        return Release(manifest: manifest, tree: release.tree, tag: release.tag, commit: release.commit)
    }

    private static func manifest(_ tree: LibraryTree, _ choice: VersionSelection.Choice) throws -> LibraryManifest {
        guard let bytes = tree.files["moondock.lua"] else {
            throw LibrarySourceError(
                .refused, "\(choice.source) \(choice.version) is no library: it has no moondock.lua")
        }
        return try LibraryManifest(LuaSource(name: "\(choice.source) \(choice.version): moondock.lua", bytes: bytes))
    }
}
