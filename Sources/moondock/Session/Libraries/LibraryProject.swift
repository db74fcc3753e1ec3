import Foundation
import LibrarySources
import LuaSyntax
import RecipeLibraries
import Recipes
import RootedFiles
import TextSafety

/// A project whose libraries a command looks at or changes.
struct LibraryProject {
    let project: Project
    let cache = LibraryCache()
    let manifest: ProjectManifest
    let source: LuaSource
    let lock: Lockfile

    /// - Throws: `CommandError`, `Diagnostic` where a file of it is missing or wrong.
    init(_ project: Project) throws {
        self.project = project
        (manifest, source) = try LibraryFiles.manifest(of: project)
        lock = try LibraryFiles.lock(of: project)
    }

    /// The library a person means: by the name the project requires it by, or its own.
    /// - Throws: `CommandError` where there is none.
    func library(_ name: String) throws -> Dependency {
        if let found = manifest.libraries.first(where: { $0.alias == name }) { return found }
        let own = lock.libraries.filter { $0.key.hasPrefix("\(name)@") || $0.key == name }.map(\.value.source)
        if let found = manifest.libraries.first(where: { own.contains($0.source.description) }) { return found }
        let known = manifest.libraries.map(\.alias)
        let nearest = Suggestion.nearest(to: name, among: known)
        throw CommandError(
            2,
            "this project has no library '\(name)'"
                + (nearest.map { "; did you mean '\($0)'?" }
                    ?? (known.isEmpty ? "" : "; it has \(known.joined(separator: ", "))")))
    }

    /// The id and the lock's entry of a library.
    func entry(of library: Dependency) -> (id: String, entry: Lockfile.Entry)? {
        library.version.flatMap { lock.entry(of: library.source, atLeast: $0) }
    }

    /// The lock that another manifest would have; what is not here is fetched.
    /// - Throws: `LibrarySourceError`, `ManifestError`, `Diagnostic`.
    func locked(_ edited: ProjectManifest, _ trust: ReleaseTrust) async throws -> LibraryFetcher.Outcome {
        let fetcher = LibraryFetcher(cache: cache, day: ClockDay.today, trust: trust)
        return try await fetcher.fetch(try LibraryFiles.requirements(of: project, manifest: edited), lock: lock)
    }

    /// Writes a lock and then a manifest, whichever changed.
    func write(_ lock: Lockfile, _ edited: LuaSource? = nil) throws {
        if lock != self.lock { try LibraryFiles.write(lock, of: project) }
        guard let edited, edited.bytes != source.bytes else { return }
        try FileReplacement.write(edited.bytes, to: project.root.appendingPathComponent(Project.manifest).path)
    }

    /// Says which of the libraries their authors took back.
    static func warn(of lock: Lockfile) {
        for (id, entry) in lock.libraries.sorted(by: { $0.key < $1.key }) {
            if let reason = entry.retracted { warn("\(id) was retracted by its author: \(reason)") }
        }
    }

    static func warn(_ text: String) { Output.report("warning: \(SafeText.indented(text))") }
}

extension Lockfile.Entry {
    /// Tag and what it stands for, shortened.
    var place: String {
        let origin = commit.map { "commit \($0.prefix(12))" } ?? digest.map { "digest \($0.prefix(19))" } ?? ""
        return "\(tag) → \(origin), tree \(tree.prefix(14))…"
    }
}
