import RecipeLibraries

extension ReleaseTrust {
    /// A release, fetched; it must be what the lock recorded.
    /// - Parameter locked: what the lock has of it; `nil` for nothing.
    /// - Throws: `LibrarySourceError` of kind `moved` where its tag stands for something else now.
    func release(
        _ version: LibraryVersion, of source: LibrarySource, at place: any ReleaseSource, locked: Lockfile.Entry?
    ) async throws -> LibraryRelease {
        guard let locked else { return try await place.fetch(version) }
        let release: LibraryRelease
        do {
            release = try await place.fetch(version)
        } catch let error as LibrarySourceError where error.kind == .noVersion {
            throw LibrarySourceError(
                .gone, "\(error), which \(Lockfile.name) recorded on \(locked.firstSeen): it was taken away",
                hint:
                    "where its files are still on this machine, runs go on; take another version: moondock update NAME")
        } catch let error as LibrarySourceError where [.rejected, .untrusted].contains(error.kind) {
            throw moved(source, locked, now: error.description)
        } catch let error as ManifestError {
            throw moved(source, locked, now: error.problems.first?.message ?? "no library")
        }
        if locked.origin == release.origin, locked.tree == release.tree.hash.description { return release }
        if locked.origin == release.origin {
            throw LibrarySourceError(
                .moved,
                "\(Lockfile.name) has \(locked.tree) for \(source) \(locked.tag), and \(release.origin) is "
                    + "\(release.tree.hash): the lock was changed by hand",
                hint: "bring it back from version control")
        }
        let age = release.published.map { ", \(self.age(since: $0)) ago" } ?? ""
        throw moved(
            source, locked,
            now: "\(release.origin)  tree \(release.tree.hash)  \(release.signer ?? "unsigned")\(age)")
    }

    private func moved(_ source: LibrarySource, _ locked: Lockfile.Entry, now: String) -> LibrarySourceError {
        LibrarySourceError(
            .moved,
            """
            \(source) \(locked.tag) is not what \(Lockfile.name) recorded
              locked  \(locked.origin?.description ?? "")  tree \(locked.tree)  (\(locked.firstSeen))
              remote  \(now)
            The tag was moved. That is how releases are poisoned; it can also be a careless author. Nothing was changed, and
            runs go on using the files that were locked.
            """,
            hint:
                "look at what changed: moondock diff NAME --remote; accept it: moondock update NAME --accept-moved-tag")
    }
}
