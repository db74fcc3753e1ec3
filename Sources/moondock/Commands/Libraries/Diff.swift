import ArgumentParser
import Foundation
import LibrarySources
import Processes
import RecipeLibraries
import Recipes
import TextSafety

struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what another version of a library changes, line by line.",
        discussion: "Compares what moondock.lock recorded with a version: the newest where none is named.")

    @Argument(help: "The library.")
    var name: String

    @Argument(help: "The version to compare with.")
    var version: String?

    @Flag(help: "Compare with what the locked version's own tag is now.")
    var remote = false

    @OptionGroup(title: "Project") var options: ProjectOptions

    func validate() throws {
        if remote, version != nil { throw ValidationError("--remote compares with the locked version; name no other") }
    }

    func run() async throws {
        let project = try LibraryProject(options.project())
        try await reportingLibraries(project) {
            let library = try project.library(name)
            guard let releases = library.source.releases(cache: project.cache.folder) else {
                throw CommandError(2, "\(library.alias) is a folder, which has no versions")
            }
            guard let (id, entry) = project.entry(of: library), let tree = TreeHash(entry.tree) else {
                throw CommandError(
                    2,
                    "\(Lockfile.name) has no \(library.alias) of version \(library.version?.description ?? "")\n  = help: write it down: moondock fetch"
                )
            }
            let vendored = VendorFolder(of: project.project.root).copy(of: id)
            let copy = project.cache.holds(tree) ? project.cache.copy(of: tree) : vendored
            guard copy.exists else { throw CommandError(2, "\(id) is not on this machine\n  = help: moondock fetch") }
            let old = try LibraryFolder.files(in: copy.folder)
            let other = try await releases.fetch(try await wanted(entry, releases))
            print("\(id) and \(other.tag) (\(other.origin), \(other.signer.map { "signed by \($0)" } ?? "not signed"))")
            if try await !show(old, other.tree.files) { print("no difference") }
        }
    }

    private func wanted(_ entry: Lockfile.Entry, _ releases: any ReleaseSource) async throws -> LibraryVersion {
        do {
            if remote { return try LibraryVersion(entry.version) }
            if let version { return try LibraryVersion(version) }
        } catch {
            throw CommandError(2, "\(error)")
        }
        guard let newest = try await releases.versions().first else { throw CommandError(2, "\(name) has no release") }
        return newest
    }

    /// Prints the differences between two sets of files.
    /// - Returns: whether there were any.
    private func show(_ old: [String: [UInt8]], _ new: [String: [UInt8]]) async throws -> Bool {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("moondock-diff-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, files) in [("a", old), ("b", new)] {
            try FileManager.default.createDirectory(
                at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
            for (path, bytes) in files {
                let file = folder.appendingPathComponent("\(name)/\(path)")
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(bytes).write(to: file)
            }
        }
        let result = try await ProgramRun(
            try Program(
                named: "git",
                arguments: [
                    "diff", "--no-index", "--no-ext-diff", "--no-textconv", "--no-prefix", "--color=never", "--", "a",
                    "b",
                ],
                environment: GitEnvironment.variables(), folder: folder.path)
        ).collect(limit: 64 << 20)
        // What a library holds is not to move the cursor, nor to hide itself.
        for line in String(decoding: result.output, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        {
            print(HiddenCharacters.shown(String(line).replacing("\t", with: "    ")))
        }
        return !result.output.isEmpty
    }
}
