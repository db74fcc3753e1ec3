import ArgumentParser
import Foundation
import LibrarySources
import LuaSyntax
import RecipeLibraries
import Recipes

struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Add a library to the project: show what it asks for, and write it into moondock.lua and moondock.lock.",
        discussion: """
            Example:
              moondock add https://git.example.com/acme/slack --as acme.slack
            """)

    @Argument(help: "A git repository, or a folder of the project that begins with './'.")
    var source: String

    @Option(name: .customLong("as"), help: "The name recipes require it by; else its own, with a dot for the slash.")
    var alias: String?

    @Option(help: "The lowest version that will do; else the newest release.")
    var version: String?

    @Flag(help: "Grant what it asks for without being asked.")
    var yes = false

    @OptionGroup(title: "Project") var options: ProjectOptions

    func run() async throws {
        let project = options.project()
        do {
            let found = try await find(in: project)
            let name = alias ?? found.manifest.name.replacing("/", with: ".")
            show(found, name)
            guard try agreed(found) else { throw CommandError(4, "nothing was changed") }
            let grants = found.manifest.needs.keys.sorted().map { "\"\($0)\"" }
            let entry = "{ \(found.keys)\(grants.isEmpty ? "" : ", grants = { \(grants.joined(separator: ", ")) }") }"
            let edited = try ManifestEditor(try LibraryFiles.manifest(of: project).source).adding(name, entry)
            // Everything it brings is there before anything is written.
            let lock = try await LibraryFetcher(cache: LibraryCache(), day: ClockDay.today).fetch(
                try LibraryFiles.wishes(of: project, manifest: try ProjectManifest(edited)),
                lock: try LibraryFiles.lock(of: project)
            ).lock
            try LibraryFiles.write(lock, of: project)
            let file = project.root.appendingPathComponent(Project.manifest)
            try Data(edited.bytes).write(to: file, options: .atomic)
            print("added \(name): require \"\(name)\"")
        } catch let error as LibrarySourceError {
            throw CommandError(error)
        } catch let error as ManifestError {
            throw Diagnostic(error)
        }
    }

    private struct Found {
        let manifest: LibraryManifest
        let keys: String
        let place: String
    }

    private func find(in project: Project) async throws -> Found {
        if source.hasPrefix("./") || source.hasPrefix("../") {
            let path = source.hasPrefix("./") ? String(source.dropFirst(2)) : source
            let file = project.root.appendingPathComponent(path).appendingPathComponent(Project.manifest)
            guard let data = try? Data(contentsOf: file) else {
                throw CommandError(2, "there is no library in \(path)")
            }
            let manifest = try LibraryManifest(
                LuaSource(name: "\(path)/\(Project.manifest)", bytes: Array(data)))
            return Found(manifest: manifest, keys: "path = \"\(path)\"", place: "in \(path)")
        }
        let repository = GitRepository(source, cache: LibraryCache().folder)
        let wanted: LibraryVersion
        if let version {
            do { wanted = try LibraryVersion(version) } catch { throw CommandError(2, "\(error)") }
        } else {
            let versions = try await repository.versions()
            guard let newest = versions.first(where: { $0.prerelease.isEmpty }) ?? versions.first else {
                throw CommandError(2, "\(source) has no release: no tag like v1.0.0")
            }
            wanted = newest
        }
        // Read before it is fetched: the address goes into the manifest, and has to be one that manifests take.
        let keys = "git = \"\(source)\", version = \"\(wanted)\""
        _ = try ProjectManifest(LuaSource(name: "add", text: "return { libraries = { a = { \(keys) } } }"))
        let release = try await repository.fetch(wanted)
        let manifest = try LibraryManifest(
            LuaSource(name: "\(source): \(Project.manifest)", bytes: release.tree.files[Project.manifest] ?? []))
        return Found(
            manifest: manifest, keys: keys,
            place: "tag \(release.tag) → \(release.commit.prefix(12)), tree \(release.tree.hash)")
    }

    private func show(_ found: Found, _ name: String) {
        print("\(found.manifest.name) \(found.manifest.version)  \(found.place)")
        if let summary = found.manifest.summary { print("  \(summary)") }
        for (need, reason) in found.manifest.needs.sorted(by: { $0.key < $1.key }) {
            print("  asks for  \(need)  \(reason)")
        }
        if found.manifest.needs.isEmpty { print("  asks for nothing") }
    }

    private func agreed(_ found: Found) throws -> Bool {
        if yes || found.manifest.needs.isEmpty { return true }
        guard isatty(0) == 1 else {
            throw CommandError(2, "it asks for grants, and there is nobody to ask; look at them, then add --yes")
        }
        print("Grant this? [y/N] ", terminator: "")
        fflush(nil)
        return readLine()?.lowercased().hasPrefix("y") == true
    }
}
