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
    private let trust: ReleaseTrust

    /// Makes a fetcher.
    /// - Parameters:
    ///   - cache: where files are kept.
    ///   - day: today, as the lock writes it: `2026-02-11`.
    ///   - trust: which releases are taken.
    public init(cache: LibraryCache, day: String, trust: ReleaseTrust = ReleaseTrust()) {
        self.cache = cache
        self.day = day
        self.trust = trust
    }

    /// Fetches what a project needs.
    /// - Parameters:
    ///   - requirements: the libraries its manifest and those of its folders name.
    ///   - lock: what was locked before; it counts as long as it serves the requirements.
    /// - Throws: `LibrarySourceError`, `ManifestError`.
    public func fetch(_ requirements: [Dependency], lock: Lockfile) async throws -> Outcome {
        let memory = FetchMemory(cache: cache, lock: lock, trust: trust)
        let selection = try await VersionSelection(try Self.versions(requirements, of: nil)) { candidate in
            let manifest = try await memory.release(candidate).manifest
            return try Self.versions(manifest.libraries, of: manifest)
        }
        var entries: [String: Lockfile.Entry] = [:]
        for candidate in selection.versions {
            let release = try await memory.release(candidate)
            let id = "\(release.manifest.name)@\(candidate.version)"
            if let other = entries[id] {
                throw LibrarySourceError(
                    .rejected, "\(id) comes from two places: \(other.source) and \(candidate.source)",
                    hint: "libraries of one name must not have one version")
            }
            entries[id] = entry(of: release, candidate, lock)
        }
        return Outcome(lock: Lockfile(libraries: entries), fetched: await memory.fetched.sorted())
    }

    private func entry(of release: LibraryRelease, _ candidate: VersionSelection.Candidate, _ lock: Lockfile)
        -> Lockfile.Entry
    {
        let known = lock.libraries.values.first {
            $0.tree == release.tree.hash.description && $0.tag == release.tag
        }
        var (commit, digest): (String?, String?)
        switch release.origin {
        case .commit(let hash): commit = hash
        case .digest(let hash): digest = hash
        }
        return Lockfile.Entry(
            source: candidate.source, version: candidate.version, tag: release.tag, commit: commit, digest: digest,
            tree: release.tree.hash, needs: Array(release.manifest.needs.keys), firstSeen: known?.firstSeen ?? day,
            signer: release.signer, retracted: known?.retracted)
    }

    /// Looks whether the release of a lock's entry is still what it was.
    /// - Throws: `LibrarySourceError`, of kind `moved` where it is not.
    public func confirm(_ entry: Lockfile.Entry) async throws {
        guard let source = LibrarySource(entry.source), let releases = source.releases(cache: cache.folder),
            let version = try? LibraryVersion(entry.version)
        else { return }
        let isAccepted = trust.acceptance.movedTags && trust.acceptance.covers(source)
        do {
            _ = try await trust.release(version, of: source, at: releases, locked: isAccepted ? nil : entry)
        } catch var error as LibrarySourceError {
            error.source = source
            throw error
        }
    }

    /// The versions that the newest release of a library retracts, with the reasons.
    /// - Throws: `LibrarySourceError` where its source does not answer.
    public func retracted(by newest: LibraryVersion, of source: LibrarySource) async throws -> [LibraryVersion: String]
    {
        do {
            return try await source.releases(cache: cache.folder)?.fetch(newest).manifest.retracted ?? [:]
        } catch let error as LibrarySourceError where error.kind != .unreachable {
            // What cannot be used takes nothing back.
            return [:]
        } catch is ManifestError {
            return [:]
        }
    }

    /// The lock with what the newest release of each library says of the locked one: whether it was retracted.
    /// - Throws: `LibrarySourceError`, `ManifestError`.
    public func retractions(in lock: Lockfile) async throws -> Lockfile {
        var lock = lock
        for (id, entry) in lock.libraries {
            guard let source = LibrarySource(entry.source), let releases = source.releases(cache: cache.folder),
                let version = try? LibraryVersion(entry.version),
                let newest = try await releases.versions().first, newest > version
            else { continue }
            lock.libraries[id]?.retracted = try await retracted(by: newest, of: source)[version]
        }
        return lock
    }

    private static func versions(
        _ dependencies: [Dependency], of manifest: LibraryManifest?
    ) throws -> [VersionSelection.Candidate] {
        try dependencies.compactMap { dependency in
            if dependency.source.isReleased {
                return dependency.version.map { VersionSelection.Candidate(dependency.source, $0) }
            }
            guard case .path(let path) = dependency.source, let manifest else { return nil }
            throw LibrarySourceError(
                .rejected, "\(manifest.name)@\(manifest.version) uses the folder \(path), which nobody else has",
                hint: "a library that is shared names its libraries by git or oci")
        }
    }
}
