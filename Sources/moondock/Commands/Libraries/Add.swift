import ArgumentParser
import Foundation
import LibrarySources
import LuaSyntax
import RecipeLibraries
import Recipes

struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract:
            "Add a library to the project: show what it requests, and write it into moondock.lua and moondock.lock.",
        discussion: """
            Examples:
              moondock add https://git.example.com/acme/slack --as acme.slack
              moondock add ghcr.io/acme/kit --version 2.1.0
              moondock add ./libraries/naming
            """)

    @Argument(help: "A git repository, a repository of an OCI registry, or a folder that begins with './'.")
    var source: String

    @Option(name: .customLong("as"), help: "The name recipes require it by; else its own, with a dot for the slash.")
    var alias: String?

    @Option(help: "The lowest version that will do; else the newest release.")
    var version: String?

    @OptionGroup var consent: Consent
    @OptionGroup(title: "Trust") var trustOptions: TrustOptions
    @OptionGroup(title: "Project") var options: ProjectOptions

    func run() async throws {
        guard !StandardLibraries.names.contains(source) else {
            throw CommandError(
                2, "'\(source)' comes with Moondock and is required without being added; see: moondock docs \(source)")
        }
        let project = try LibraryProject(options.project())
        try await reportingLibraries(project) {
            let trust = try trustOptions.trust(project.manifest)
            try checkAlias()
            let found = try await find(project, trust)
            try rejectSecondName(found, project)
            let name = alias ?? found.manifest.name.replacing("/", with: ".")
            let needs = found.manifest.needs.keys.sorted()
            let grants = needs.isEmpty ? "" : ", grants = { \(needs.map { "\"\($0)\"" }.joined(separator: ", ")) }"
            let named = try ManifestEditor(project.source).adding(name, "{ \(found.keys)\(grants) }")
            // Everything it requires is there before anything is written.
            let lock = try await project.locked(try ProjectManifest(named), trust).lock
            // Where another library requests a higher version, this one is not locked.
            if let tree = found.tree, let entry = lock.entry(of: found.source, found.manifest.version),
                entry.tree != tree.description
            {
                throw CommandError(4, "\(source) answered twice with different files; nothing was changed")
            }
            let reach = try ReachChange(of: project, edited: named, lock: lock)
            let edited = try reach.granting(named)
            guard try ProjectManifest(edited).libraries.count == project.manifest.libraries.count + 1 else {
                throw CommandError(1, "\(Project.manifest) would not be what it should; nothing was changed")
            }
            show(found)
            showTransitiveDependencies(found, lock, project)
            reach.show()
            let asks = !needs.isEmpty || !reach.grants.isEmpty
            try consent.ask(asks ? "Add it, and grant what is requested?" : "Add it?")
            try project.write(lock, edited)
            print("added \(name): require \"\(name)\"")
        }
    }

    private var fetcher: LibraryFetcher { LibraryFetcher(cache: LibraryCache(), day: ClockDay.today) }

    /// A wrong name is reported as what it is, not as a line of a file that was never written.
    private func checkAlias() throws {
        guard let alias else { return }
        let text = "return { libraries = { [\"\(alias)\"] = { path = \"a\" } } }"
        do throws(ManifestError) {
            _ = try ProjectManifest(LuaSource(name: "--as", text: text))
        } catch {
            throw CommandError(2, "--as: \(error.problems.first?.message ?? "this is no name")")
        }
    }

    /// Two names of one library could be granted different things; and what is wanted is most likely another version.
    private func rejectSecondName(_ found: Found, _ project: LibraryProject) throws {
        let version = found.manifest.version
        let other = project.manifest.libraries.first { library in
            library.source == found.source && (library.version.map { $0.major == version.major } ?? true)
        }
        guard let other else { return }
        let hint =
            "\n  = help: look for newer releases: moondock update \(other.alias); or change its version in moondock.lua"
        throw CommandError(
            2, "this project has that library already, as \(other.alias)" + (found.source.isReleased ? hint : ""))
    }

    private struct Found {
        let source: LibrarySource
        let manifest: LibraryManifest
        let keys: String
        /// The hash of its files, where it is locked.
        let tree: TreeHash?
        let place: [String]
        let recipes: [String]
        let retraction: String?
    }

    private func find(_ project: LibraryProject, _ trust: ReleaseTrust) async throws -> Found {
        if source.hasPrefix("./") || source.hasPrefix("../") { return try folder(project.project) }
        let place = try place()
        guard let releases = place.releases(cache: project.cache.folder) else {
            throw CommandError(2, "\(source) has no releases")
        }
        let versions = try await releases.versions()
        let wanted: LibraryVersion
        if let version {
            do { wanted = try LibraryVersion(version) } catch { throw CommandError(2, "\(error)") }
        } else {
            wanted = try await newest(of: versions, releases, trust)
        }
        let release = try await releases.fetch(wanted)
        let retraction =
            if let newest = versions.first, newest != wanted {
                try await fetcher.retracted(by: newest, of: place)[wanted]
            } else { String?.none }
        let key = if case .git = place { "git" } else { "oci" }
        let name = place.description.drop { $0 != " " }.dropFirst()
        var lines = ["\(release.tag) → \(release.origin), tree \(release.tree.hash)"]
        lines.append(
            release.signer.map { "signed by \(trust.name(of: $0).map { "\($0), " } ?? "")\($0)" } ?? "not signed")
        return Found(
            source: place, manifest: release.manifest, keys: "\(key) = \"\(name)\", version = \"\(wanted)\"",
            tree: release.tree.hash, place: lines,
            recipes: LibraryInterface(release.manifest, release.tree.files).recipes, retraction: retraction)
    }

    /// The newest release that is old enough and was not retracted.
    private func newest(
        of versions: [LibraryVersion], _ releases: any ReleaseSource, _ trust: ReleaseTrust
    ) async throws -> LibraryVersion {
        guard let first = versions.first, let place = try? place() else {
            throw CommandError(2, "\(source) has no release: no tag like \(source.contains("://") ? "v" : "")1.0.0")
        }
        let retracted = try await fetcher.retracted(by: first, of: place)
        let stable = versions.filter { $0.prerelease.isEmpty }
        for version in stable.isEmpty ? versions : stable where retracted[version] == nil {
            if trustOptions.now { return version }
            if trust.isOldEnough(try await releases.fetch(version).published) { return version }
            print("\(version) is skipped: it is too young (--now takes it)")
        }
        throw CommandError(4, "\(source) has no release that is old enough; take one all the same with --now")
    }

    private func place() throws -> LibrarySource {
        if LibrarySource.fault(inURL: source) == nil { return .git(source) }
        let name = source.hasPrefix("oci://") ? String(source.dropFirst("oci://".count)) : source
        if LibrarySource.fault(inRepository: name) == nil { return .oci(name) }
        if source.hasPrefix("/") {
            throw CommandError(2, "'\(source)' is no library\n  = help: name a folder from the project on: ./… or ../…")
        }
        let fault =
            source.contains("://") && !source.hasPrefix("oci://")
            ? LibrarySource.fault(inURL: source) : LibrarySource.fault(inRepository: name)
        throw CommandError(
            2,
            "'\(source)' is no library: \(fault ?? "")\n"
                + "  = help: name a git repository (https://…), a registry's (ghcr.io/acme/slack) or a folder (./…)")
    }

    private func folder(_ project: Project) throws -> Found {
        if version != nil {
            throw CommandError(2, "a folder has one version, which its own manifest says; leave --version out")
        }
        let path = source.hasPrefix("./") ? String(source.dropFirst(2)) : source
        let folder = project.root.appendingPathComponent(path)
        guard let data = try? Data(contentsOf: folder.appendingPathComponent(Project.manifest)) else {
            throw CommandError(2, "there is no library in \(path)")
        }
        let manifest = try LibraryManifest(LuaSource(name: "\(path)/\(Project.manifest)", bytes: Array(data)))
        let files = try LibraryFolder.files(in: folder)
        return Found(
            source: .path(path), manifest: manifest, keys: "path = \"\(path)\"", tree: nil,
            place: ["in the folder \(path)"],
            recipes: LibraryInterface(manifest, files).recipes, retraction: nil)
    }

    private func show(_ found: Found) {
        print("\(found.manifest.name) \(found.manifest.version)")
        for line in found.place { print("  \(line)") }
        if let summary = found.manifest.summary { print("  \(summary)") }
        for (need, reason) in found.manifest.needs.sorted(by: { $0.key < $1.key }) {
            print("  requests  \(need)  \(reason)")
        }
        if found.manifest.needs.isEmpty { print("  requests nothing: it can only compute") }
        if !found.recipes.isEmpty { print("  ships     \(found.recipes.joined(separator: ", ")) (recipes)") }
        if let reason = found.retraction {
            LibraryProject.warn("\(found.manifest.name) \(found.manifest.version) was retracted: \(reason)")
        }
    }

    /// The libraries that come with it.
    private func showTransitiveDependencies(_ found: Found, _ lock: Lockfile, _ project: LibraryProject) {
        for (id, entry) in lock.libraries.sorted(by: { $0.key < $1.key }) where project.lock.libraries[id] == nil {
            if entry.source == found.source.description {
                if entry.version != "\(found.manifest.version)" {
                    print("  locks     \(id), since another library requests that")
                }
                continue
            }
            print("  requires  \(id)  \(entry.needs.isEmpty ? "requests nothing" : "")")
            for need in entry.needs { print("            requests  \(need), which is granted by adding it too") }
        }
    }
}
