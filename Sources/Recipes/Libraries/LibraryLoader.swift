import Foundation
import LuaSyntax
import RecipeLibraries

/// Reads the libraries that a project uses, and those that they use themselves.
struct LibraryLoader {
    private let project: Project
    private let manifest: ProjectManifest
    private let source: LuaSource
    private let lock: Lockfile
    private let cache: LibraryCache
    private var libraries: [String: PinnedLibrary] = [:]
    /// The ids of the folders that were read.
    private var ids: [String: String] = [:]
    /// What the project grants, by folder, and by source and first number.
    private var grants: [String: [Grant]] = [:]

    private init(
        _ project: Project, _ manifest: ProjectManifest, _ source: LuaSource, _ lock: Lockfile, _ cache: LibraryCache
    ) {
        self.lock = lock
        self.cache = cache
        self.project = project
        self.manifest = manifest
        self.source = source
    }

    /// Reads all libraries of a project.
    ///
    /// Nothing is fetched: what is not on this machine is an error.
    /// - Throws: `Diagnostic` naming the manifest or file that is wrong.
    static func load(
        _ manifest: ProjectManifest, from source: LuaSource, of project: Project, cache: LibraryCache = LibraryCache()
    ) throws -> LibrarySet {
        var loader = LibraryLoader(project, manifest, source, try lock(of: project), cache)
        for dependency in manifest.libraries {
            switch dependency.source {
            case .path(let path): loader.grants[loader.folder(path, in: project.root).path] = dependency.grants
            case .git: loader.grants[grantKey(dependency.source, dependency.version)] = dependency.grants
            case .builtIn: break
            }
        }
        let aliases = try loader.aliases(of: manifest.libraries, in: project.root, from: source)
        return LibrarySet(libraries: loader.libraries, aliases: aliases)
    }

    private static func grantKey(_ source: LibrarySource, _ version: LibraryVersion?) -> String {
        "\(source) \(version?.major ?? 0)"
    }

    private static func lock(of project: Project) throws -> Lockfile {
        let file = project.root.appendingPathComponent(Lockfile.name)
        guard FileManager.default.fileExists(atPath: file.path) else { return Lockfile() }
        do throws(LockfileError) {
            return try Lockfile(Array((try? Data(contentsOf: file)) ?? Data()))
        } catch {
            throw Diagnostic(
                code: "invalid_lock", message: "\(error)",
                hint: "bring it back from version control, or write it anew: moondock fetch")
        }
    }

    private func folder(_ path: String, in parent: URL) -> URL {
        parent.appendingPathComponent(path).standardizedFileURL
    }

    private mutating func aliases(
        of dependencies: [Dependency], in parent: URL, from source: LuaSource
    ) throws -> [String: String] {
        var aliases: [String: String] = [:]
        for dependency in dependencies {
            let report = SourceReport(source)
            switch dependency.source {
            case .path(let path):
                aliases[dependency.alias] = try library(
                    at: folder(path, in: parent), dependency.source
                ) { message, hint in
                    report.problem("no_library", message, at: dependency.span, hint: hint)
                }
            case .git(let url):
                aliases[dependency.alias] = try locked(url, dependency) { message, hint in
                    report.problem("no_library", message, at: dependency.span, hint: hint)
                }
            case .builtIn(let name):
                throw report.problem(
                    "no_library", "no library '\(name)' comes with Moondock", at: dependency.span,
                    hint: "what comes with it, such as moondock.text, is required without being named here")
            }
        }
        return aliases
    }

    /// A library that came from elsewhere, from what is kept on this machine.
    private mutating func locked(
        _ url: String, _ dependency: Dependency, _ refuse: (String, String?) -> Diagnostic
    ) throws -> String {
        guard let version = dependency.version, let (id, entry) = lock.entry(of: dependency.source, atLeast: version),
            let tree = TreeHash(entry.tree)
        else {
            throw refuse(
                "\(Lockfile.name) has no \(dependency.alias) of version \(dependency.version?.description ?? "") from \(url)",
                "write it down: moondock fetch")
        }
        guard cache.holds(tree) else { throw refuse("\(id) is not on this machine", "get it: moondock fetch") }
        if let fault = cache.faults(of: tree).first {
            throw refuse(
                "the copy of \(id) on this machine is damaged: \(fault)",
                "remove \(cache.folder(of: tree).path) and run: moondock fetch")
        }
        let read = try library(at: cache.folder(of: tree), dependency.source, refuse)
        guard let library = libraries[read], read == id else {
            throw refuse(
                "\(Lockfile.name) has \(id), and its files say that they are \(read)", "write it anew: moondock fetch")
        }
        let granted = grants[Self.grantKey(dependency.source, version)] ?? []
        libraries[read] = library.granted(granted)
        return read
    }

    private mutating func library(
        at folder: URL, _ origin: LibrarySource, _ refuse: (String, String?) -> Diagnostic
    ) throws -> String {
        if let id = ids[folder.path] { return id }
        let files: [String: [UInt8]]
        do {
            files = try LibraryFolder.files(in: folder)
        } catch let error as LibraryTreeError {
            throw refuse("\(folder.path): \(error)", nil)
        }
        let name = "\(origin.description.drop { $0 != " " }.dropFirst())/\(Project.manifest)"
        guard let bytes = files[Project.manifest] else {
            throw refuse("there is no library in \(folder.path): it has no \(Project.manifest)", nil)
        }
        let source = LuaSource(name: name, bytes: bytes)
        let manifest: LibraryManifest
        do throws(ManifestError) {
            manifest = try LibraryManifest(source)
        } catch {
            throw Diagnostic(error)
        }
        let id = "\(manifest.name)@\(manifest.version)"
        if let other = libraries[id] {
            throw refuse(
                "\(id) comes from two places: \(other.source) and \(origin)", "give one of them another version")
        }
        // Known from here on, so that libraries which use each other are read once.
        ids[folder.path] = id
        var pinned = PinnedLibrary(
            id: id, source: origin, tree: TreeHash(of: files), exports: manifest.exports, needs: manifest.needs,
            grants: grants[folder.path] ?? [], aliases: [:],
            files: files.filter {
                $0.key.hasSuffix(".lua") && ($0.key.hasPrefix("lib/") || $0.key.hasPrefix("recipes/"))
            })
        if let missing = manifest.exports.first(where: { pinned.file(of: $0) == nil }) {
            throw refuse("\(id) exports '\(missing)' and has no file lib/\(missing).lua", nil)
        }
        libraries[id] = pinned
        let aliases = try aliases(of: manifest.libraries, in: folder, from: source)
        pinned = pinned.using(aliases)
        libraries[id] = pinned
        return id
    }
}

extension PinnedLibrary {
    fileprivate func granted(_ grants: [Grant]) -> PinnedLibrary {
        PinnedLibrary(
            id: id, source: source, tree: tree, exports: exports, needs: needs, grants: grants, aliases: aliases,
            files: files)
    }

    fileprivate func using(_ aliases: [String: String]) -> PinnedLibrary {
        PinnedLibrary(
            id: id, source: source, tree: tree, exports: exports, needs: needs, grants: grants, aliases: aliases,
            files: files)
    }
}
