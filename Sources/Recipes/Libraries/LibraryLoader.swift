import Foundation
import LuaSyntax
import RecipeLibraries

/// Reads the libraries that a project uses, and those that they use themselves. Nothing is fetched: what is not on this
/// machine is an error.
struct LibraryLoader {
    private let project: Project
    private let manifest: ProjectManifest
    private let source: LuaSource
    private let lock: Lockfile
    private let cache: LibraryCache
    /// The folders that stand in for libraries from elsewhere.
    private let replacements: [LibrarySource: String]
    private var libraries: [String: PinnedLibrary] = [:]
    /// The ids of the folders that were read.
    private var ids: [String: String] = [:]
    /// What the project grants, by folder, and by source and major version.
    private var grants: [String: [Grant]] = [:]

    private init(
        _ project: Project, _ manifest: ProjectManifest, _ source: LuaSource, _ replacements: [LibrarySource: String],
        _ cache: LibraryCache, _ lock: Lockfile?
    ) throws {
        self.project = project
        self.manifest = manifest
        self.source = source
        self.replacements = replacements
        self.cache = cache
        self.lock = try lock ?? Self.lock(of: project)
    }

    /// Reads all libraries of a project.
    /// - Parameters:
    ///   - manifest: the project's manifest.
    ///   - source: the manifest's file, for errors.
    ///   - project: the project.
    ///   - files: the project's own code, by path: which of Moondock's libraries it requires is read from it.
    ///   - local: what is replaced on this machine.
    ///   - lock: which files they have; `nil` for what the project's lock says.
    /// - Throws: `Diagnostic` naming the manifest or file that is wrong.
    static func load(
        _ manifest: ProjectManifest, from source: LuaSource, of project: Project, files: [String: [UInt8]] = [:],
        local: LocalManifest? = nil, cache: LibraryCache = LibraryCache(), lock: Lockfile? = nil
    ) throws -> LibrarySet {
        let (manifest, replacements) = local.map { manifest.replacing($0) } ?? (manifest, [:])
        var loader = try LibraryLoader(project, manifest, source, replacements, cache, lock)
        for dependency in manifest.libraries {
            let key = loader.key(dependency.source, dependency.version, in: project.root)
            if let others = loader.grants.updateValue(dependency.grants, forKey: key), others != dependency.grants {
                throw SourceReport(source).problem(
                    "invalid_manifest",
                    "'\(dependency.alias)' is another name of a library that is granted something else",
                    at: dependency.span, hint: "give both names the same grants, or keep one of them")
            }
        }
        var aliases = try loader.aliases(of: manifest.libraries, in: project.root, from: source)
        for name in StandardLibraries.required(by: files) where aliases[name] == nil {
            aliases[name] = try loader.standard(name)
        }
        return LibrarySet(libraries: loader.libraries, aliases: aliases)
    }

    private static func lock(of project: Project) throws -> Lockfile {
        let file = project.root.appendingPathComponent(Lockfile.name)
        guard FileManager.default.fileExists(atPath: file.path) else { return Lockfile() }
        do throws(LockfileError) {
            return try Lockfile(Array((try? Data(contentsOf: file)) ?? Data()))
        } catch {
            throw Diagnostic(
                code: "invalid_lock", message: "\(error)",
                hint: "bring it back from version control, or remove it and write it anew: moondock fetch")
        }
    }

    private func folder(_ path: String, in parent: URL) -> URL {
        parent.appendingPathComponent(path).standardizedFileURL
    }

    /// What the grants of a library are found by.
    private func key(_ source: LibrarySource, _ version: LibraryVersion?, in parent: URL) -> String {
        if case .path(let path) = source { return folder(path, in: parent).path }
        return "\(source) \(version?.major ?? 0)"
    }

    private mutating func aliases(
        of dependencies: [Dependency], in parent: URL, from source: LuaSource
    ) throws -> [String: String] {
        var aliases: [String: String] = [:]
        for dependency in dependencies {
            let report = SourceReport(source)
            func rejection(_ message: String, _ hint: String?) -> Diagnostic {
                report.problem("no_library", message, at: dependency.span, hint: hint)
            }
            // Whoever replaces a library by a folder has said so twice.
            guard manifest.policy.allows(dependency.source) || isReplacement(dependency.source) else {
                let denial = manifest.policy.denial(of: dependency.source)
                throw report.problem("policy.sources", denial.reason, at: dependency.span, hint: denial.hint)
            }
            let place = replacements[dependency.source].map { (LibrarySource.path($0), project.root) }
            let id =
                switch place?.0 ?? dependency.source {
                case .path(let path):
                    try library(
                        at: folder(path, in: place?.1 ?? parent), place?.0 ?? dependency.source,
                        grants: grants[key(dependency.source, dependency.version, in: parent)]
                            ?? grants[folder(path, in: place?.1 ?? parent).path] ?? [], rejection)
                case .git, .oci: try locked(dependency, rejection)
                case .builtIn(let name): try standard(name, rejection)
                }
            aliases[dependency.alias] = id
        }
        for dependency in dependencies {
            guard let library = aliases[dependency.alias].flatMap({ libraries[$0] }) else { continue }
            for module in library.exports where module != "init" && aliases["\(dependency.alias).\(module)"] != nil {
                throw SourceReport(source).problem(
                    "no_library",
                    "'\(dependency.alias).\(module)' is a library's name and a module of \(library.id)",
                    at: dependency.span,
                    hint: "call one of the two libraries something else")
            }
        }
        return aliases
    }

    private func isReplacement(_ source: LibrarySource) -> Bool {
        guard case .path(let path) = source else { return false }
        return replacements.values.contains(path)
    }

    /// A library that came from elsewhere: the copy in `vendor/`, else what is kept on this machine.
    private mutating func locked(
        _ dependency: Dependency, _ rejection: (String, String?) -> Diagnostic
    ) throws -> String {
        let origin = dependency.source
        guard let version = dependency.version, let (id, entry) = lock.entry(of: origin, atLeast: version),
            let tree = TreeHash(entry.tree)
        else {
            throw rejection(
                "\(Lockfile.name) has no \(dependency.alias) of version \(dependency.version?.description ?? "") from "
                    + "\(origin.description.drop { $0 != " " }.dropFirst())", "write it down: moondock fetch")
        }
        if manifest.policy.trust.signed, entry.signer == nil {
            let denial = rejection(
                "the project's policy takes only signed libraries, and \(id) is not signed",
                "ask its author to sign it; then: moondock update")
            throw Diagnostic(
                code: "policy.signed", message: denial.message, excerpt: denial.excerpt, hint: denial.hint)
        }
        let vendored = VendorFolder(of: project.root).copy(of: id)
        if !vendored.exists, !cache.holds(tree) {
            throw rejection("\(id) is not on this machine", "get it: moondock fetch")
        }
        let copy = vendored.exists ? vendored : cache.copy(of: tree)
        let place = copy.folder.path
        if let id = ids[place] { return id }
        // Read once: every run does this, and the hash is of what it gets.
        let files = (try? LibraryFolder.files(in: copy.folder)) ?? [:]
        guard TreeHash(of: files) == tree else {
            let fault = copy.faults(against: tree).first ?? "its files changed while they were read"
            let denial = rejection(
                vendored.exists
                    ? "vendor/\(id) is not what \(Lockfile.name) recorded: \(fault)"
                    : "the copy of \(id) on this machine is damaged: \(fault)",
                vendored.exists
                    ? "bring it back from version control, or copy it anew: moondock vendor"
                    : "bring it back: moondock fetch")
            throw Diagnostic(
                code: "damaged_library", message: denial.message, excerpt: denial.excerpt, hint: denial.hint)
        }
        let granted = grants[key(origin, version, in: project.root)] ?? []
        let read = try library(files, origin, grants: granted, in: copy.folder, rejection) { $0.ids[place] = $1 }
        guard read == id else {
            throw rejection(
                "\(Lockfile.name) has \(id), and its files say that they are \(read)", "write it anew: moondock fetch")
        }
        return read
    }

    private mutating func library(
        at folder: URL, _ origin: LibrarySource, grants: [Grant], _ rejection: (String, String?) -> Diagnostic
    ) throws -> String {
        if let id = ids[folder.path] { return id }
        let files: [String: [UInt8]]
        do {
            files = try LibraryFolder.files(in: folder)
        } catch let error as LibraryTreeError {
            throw rejection("\(folder.path): \(error)", nil)
        }
        guard files[Project.manifest] != nil else {
            throw rejection("there is no library in \(folder.path): it has no \(Project.manifest)", nil)
        }
        return try library(files, origin, grants: grants, in: folder, rejection) { $0.ids[folder.path] = $1 }
    }

    /// A library that comes with Moondock.
    private mutating func standard(
        _ name: String,
        _ rejection: (String, String?) -> Diagnostic = { Diagnostic(code: "no_library", message: $0, hint: $1) }
    ) throws -> String {
        if let id = ids[name] { return id }
        guard let files = StandardLibraries.files(of: name) else {
            let nearest = Suggestion.nearest(to: name, among: StandardLibraries.names)
            throw rejection(
                "no library '\(name)' comes with Moondock",
                nearest.map { "did you mean '\($0)'?" }
                    ?? "there are \(StandardLibraries.names.joined(separator: ", "))")
        }
        let origin = LibrarySource.builtIn(name)
        return try library(
            files, origin, grants: grants[key(origin, nil, in: project.root)] ?? [], in: project.root, rejection
        ) { $0.ids[name] = $1 }
    }

    /// - Parameter remember: gets the library's id before those that it uses are read, so that libraries which use
    ///   each other are read once.
    private mutating func library(
        _ files: [String: [UInt8]], _ origin: LibrarySource, grants: [Grant], in folder: URL,
        _ rejection: (String, String?) -> Diagnostic, remember: (inout LibraryLoader, String) -> Void
    ) throws -> String {
        let name = "\(origin.description.drop { $0 != " " }.dropFirst())/\(Project.manifest)"
        let source = LuaSource(name: name, bytes: files[Project.manifest] ?? [])
        let manifest: LibraryManifest
        do throws(ManifestError) {
            manifest = try LibraryManifest(source)
        } catch {
            throw Diagnostic(error)
        }
        let id = "\(manifest.name)@\(manifest.version)"
        if let other = libraries[id] {
            throw rejection(
                "\(id) comes from two places: \(other.source) and \(origin)", "give one of them another version")
        }
        if manifest.isReserved, !origin.isBuiltIn {
            throw rejection("\(origin) calls itself \(manifest.name)", LibraryManifest.reservedHint)
        }
        remember(&self, id)
        var pinned = PinnedLibrary(
            id: id, source: origin, tree: TreeHash(of: files), exports: manifest.exports, needs: manifest.needs,
            grants: grants, aliases: [:],
            files: files.filter {
                $0.key.hasSuffix(".lua") && ($0.key.hasPrefix("lib/") || $0.key.hasPrefix("recipes/"))
            })
        if let missing = manifest.exports.first(where: { pinned.file(of: $0) == nil }) {
            throw rejection("\(id) exports '\(missing)' and has no file lib/\(missing).lua", nil)
        }
        libraries[id] = pinned
        var aliases = try aliases(of: manifest.libraries, in: folder, from: source)
        // One that requests something has to be named in the manifest, where those who review it see it.
        for name in StandardLibraries.required(by: pinned.files)
        where aliases[name] == nil && StandardLibraries.needsNoPermission(name) {
            aliases[name] = try standard(name)
        }
        pinned.aliases = aliases
        libraries[id] = pinned
        return id
    }
}
