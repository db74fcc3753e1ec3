import ArgumentParser
import Foundation
import LibrarySources
import LuaSyntax
import RecipeLibraries
import Recipes

struct Update: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Look for newer releases of the project's libraries, show what they change, and take them.",
        discussion: """
            A newer release keeps the major version; a new one is only mentioned, since recipes may have to \
            change for it. What is asked: the versions, and grants that a newer release requests besides, and what \
            libraries can newly reach through each other.
            """)

    @Argument(help: "The library; all of them where left out.")
    var name: String?

    @OptionGroup var consent: Consent
    @OptionGroup(title: "Trust") var trustOptions: TrustOptions
    @OptionGroup(title: "Project") var options: ProjectOptions

    func validate() throws {
        if name == nil, trustOptions.acceptMovedTag || trustOptions.acceptSigner {
            throw ValidationError("name the library whose tag or signer is to be accepted")
        }
    }

    func run() async throws {
        let project = try LibraryProject(options.project())
        try await reportingLibraries(project) {
            let only = try name.map(project.library)
            let trust = try trustOptions.trust(project.manifest, only: only?.source)
            var edited = project.source
            var offers: [(source: LibrarySource, offer: Offer)] = []
            let fetcher = LibraryFetcher(cache: project.cache, day: ClockDay.today, trust: trust)
            for library in only.map({ [$0] }) ?? project.manifest.libraries {
                if let locked = project.entry(of: library)?.entry { try await confirm(locked, fetcher) }
                guard let offer = try await offer(library, project, trust, fetcher) else { continue }
                edited = try ManifestEditor(edited).updating(
                    library.alias, version: offer.version, granting: offer.grants)
                offers.append((library.source, offer))
            }
            let locked = try await project.locked(try ProjectManifest(edited), trust).lock
            for (source, offer) in offers {
                // Another library may request a higher version; this very one must be what was shown.
                guard let entry = locked.entry(of: source, offer.version), entry.tree != offer.tree.description else {
                    continue
                }
                throw CommandError(4, "\(source) answered twice with different files; nothing was changed")
            }
            let lock = try await fetcher.retractions(in: locked)
            LibraryProject.warn(of: lock)
            if lock == project.lock, edited.bytes == project.source.bytes { return print("nothing to update") }
            showMoved(lock, project)
            let reach = try ReachChange(of: project, edited: edited, lock: lock)
            reach.show()
            edited = try reach.granting(edited)
            try consent.ask("Apply \(offers.count == 1 ? "1 update" : "\(offers.count) updates")?")
            try project.write(lock, edited)
            print("updated \(Project.manifest) and \(Lockfile.name)")
        }
    }

    /// A tag that was moved is a hard stop; one that was taken away is no reason not to look for another.
    private func confirm(_ locked: Lockfile.Entry, _ fetcher: LibraryFetcher) async throws {
        do {
            try await fetcher.confirm(locked)
        } catch let error as LibrarySourceError where error.kind == .gone {
            LibraryProject.warn("\(error)")
        }
    }

    private struct Offer {
        let tree: TreeHash
        let version: LibraryVersion
        let grants: [Grant]
    }

    /// The newest release of a library that may be taken; says what there is.
    private func offer(
        _ library: Dependency, _ project: LibraryProject, _ trust: ReleaseTrust, _ fetcher: LibraryFetcher
    ) async throws -> Offer? {
        guard let releases = library.source.releases(cache: project.cache.folder), let required = library.version else {
            return nil
        }
        let locked = project.entry(of: library)?.entry
        let current = locked.flatMap { try? LibraryVersion($0.version) } ?? required
        let versions = try await releases.versions()
        if let next = versions.first(where: { $0.major > current.major && $0.prerelease.isEmpty }) {
            print("\(library.alias)  \(next) exists; it is another major version and is taken by hand")
        }
        let retracted =
            if let newest = versions.first { try await fetcher.retracted(by: newest, of: library.source) } else {
                [LibraryVersion: String]()
            }
        if let reason = retracted[current] {
            LibraryProject.warn("\(library.alias) \(current) was retracted by its author: \(reason)")
        }
        for version in versions where version.major == current.major && version > current {
            if !version.prerelease.isEmpty && current.prerelease.isEmpty { continue }
            if let reason = retracted[version] {
                print("\(library.alias)  \(version) is skipped: it was retracted (\(reason))")
                continue
            }
            let release: LibraryRelease
            do {
                release = try await releases.fetch(version)
            } catch let error as LibrarySourceError where error.kind != .unreachable {
                print("\(library.alias)  \(version) is skipped: \(error)")
                continue
            }
            let age =
                release.published.map { "published \(trust.age(since: $0)) ago" } ?? "nobody says when it was published"
            guard trust.isOldEnough(release.published) || trustOptions.now else {
                print(
                    "\(library.alias)  \(version) is skipped: \(age), which is too young (--now \(library.alias))")
                continue
            }
            print("\(library.alias)  \(current) → \(version)  \(age), \(signature(release, locked, trust))")
            let known = Set(locked?.needs ?? [])
            let new = release.manifest.needs.filter { !known.contains($0.key.description) }
            for (need, reason) in new.sorted(by: { $0.key < $1.key }) { print("  + requests  \(need)  \(reason)") }
            if let old = locked.flatMap({ TreeHash($0.tree) }), project.cache.holds(old) {
                try showChanges(from: project.cache.folder(of: old), to: release)
            }
            print("  read the changes: moondock diff \(library.alias) \(version)")
            return Offer(
                tree: release.tree.hash, version: version,
                grants: new.keys.filter { need in !library.grants.contains { $0 == need } })
        }
        return nil
    }

    private func signature(_ release: LibraryRelease, _ locked: Lockfile.Entry?, _ trust: ReleaseTrust) -> String {
        guard let signer = release.signer else { return "not signed" }
        let name = trust.name(of: signer) ?? signer
        return signer == locked?.signer ? "same signer" : "signed by \(name), who is new"
    }

    private func showChanges(from folder: URL, to release: LibraryRelease) throws {
        let old = try LibraryFolder.files(in: folder)
        guard let bytes = old["moondock.lua"], let manifest = try? LibraryManifest(LuaSource(name: "", bytes: bytes))
        else { return }
        let changes = LibraryInterface(release.manifest, release.tree.files)
            .changes(since: LibraryInterface(manifest, old))
        for change in changes where !change.description.hasPrefix("asks") { print("  \(change)") }
        let paths = Set(old.keys).union(release.tree.files.keys).filter { old[$0] != release.tree.files[$0] }
        print(
            "  \(paths.count) file\(paths.count == 1 ? "" : "s") changed: \(paths.sorted().prefix(6).joined(separator: ", "))"
        )
    }

    /// Tags that stand for something else than they did.
    private func showMoved(_ lock: Lockfile, _ project: LibraryProject) {
        for (id, entry) in lock.libraries.sorted(by: { $0.key < $1.key }) {
            if let old = project.lock.libraries[id] {
                if old.tree != entry.tree { print("\(id)  \(old.place)  becomes  \(entry.place)") }
            } else {
                print("locks \(id)  \(entry.place)")
            }
        }
    }
}
