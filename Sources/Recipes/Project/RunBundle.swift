import Foundation
import Journal
public import LuaSyntax
public import LuaValues
public import RecipeLibraries
import WorkerProtocol

/// The sources a run is made from, pinned when it begins, so that a resume never picks up an edit by accident.
public struct RunBundle: Hashable, Sendable {
    /// The recipe's path, relative to the project.
    public let recipe: String
    /// The environment's name.
    public let environment: String?
    /// The contents of the files, by path relative to the project.
    public let files: [String: [UInt8]]
    /// The project's manifest; `nil` in runs from before it was read.
    let manifest: [UInt8]?
    /// The libraries.
    public let libraries: LibrarySet
    /// What the run may use where it differs from the defaults.
    public let limits: RunLimits
    /// What of Moondock itself it is made with; `nil` in runs from before that was kept.
    private(set) var runtime: PinnedRuntime?
    /// What the run is to do with a release; `nil` for what its recipe says.
    public internal(set) var release: ReleasePin?
    /// Why the run does not wait for a window of its environment; `nil` where it does.
    public var freezeOverride: String?

    /// The largest source file, in bytes.
    static let largestFile = 256 << 10

    /// Makes a bundle from files at hand.
    /// - Parameter manifest: the project's manifest; `nil` where nobody is to be kept from anything.
    public init(
        recipe: String, environment: String?, files: [String: [UInt8]], manifest: [UInt8]? = nil,
        libraries: LibrarySet = LibrarySet(), limits: RunLimits = RunLimits()
    ) {
        self.recipe = recipe
        self.environment = environment
        self.files = files
        self.manifest = manifest
        self.libraries = libraries
        self.limits = limits
    }

    /// Reads the recipe, the environment, all modules in `lib/` and the libraries.
    /// - Parameters:
    ///   - recipe: the recipe's path, relative to the project; or a library's, `acme.kit:blue-green`.
    ///   - environment: the environment's name.
    ///   - project: the project.
    ///   - limits: what the run may use where it differs from the defaults.
    ///   - allowsLocal: whether libraries may be replaced by folders of this machine.
    /// - Throws: `Diagnostic` naming the file that is missing or cannot be read.
    public init(
        reading recipe: String, environment: String?, of project: Project, limits: RunLimits = RunLimits(),
        allowsLocal: Bool = false
    ) throws {
        var files: [String: [UInt8]] = [:]
        let isForeign = recipe.contains(":") && !FileManager.default.fileExists(atPath: project.resolve(recipe).path)
        if !isForeign { files[recipe] = try Self.read(recipe, of: project, missing: .recipe(project)) }
        if let environment {
            let path = Self.path(ofEnvironment: environment)
            files[path] = try Self.read(path, of: project, missing: .environment(environment, project))
        }
        let variables = VariableDeclarations.file
        if FileManager.default.fileExists(atPath: project.resolve(variables).path) {
            files[variables] = try Self.read(variables, of: project, missing: .module)
        }
        for path in Self.modules(in: project) { files[path] = try Self.read(path, of: project, missing: .module) }
        let manifest =
            FileManager.default.fileExists(atPath: project.resolve(Project.manifest).path)
            ? try Self.read(Project.manifest, of: project, missing: .module) : []
        let source = LuaSource(name: Project.manifest, bytes: manifest)
        let described = try Self.project(source)
        let libraries = try LibraryLoader.load(
            described, from: source, of: project, files: files,
            local: try Self.local(described, of: project, isAllowed: allowsLocal))
        self.init(
            recipe: isForeign ? try libraries.recipe(recipe) : recipe, environment: environment, files: files,
            manifest: manifest, libraries: libraries,
            limits: limits)
    }

    /// Reads what is said of variables, and nothing else.
    /// - Throws: `Diagnostic` naming the file that is missing or cannot be read.
    public init(variablesOf project: Project, environment: String) throws {
        var files: [String: [UInt8]] = [:]
        let path = Self.path(ofEnvironment: environment)
        files[path] = try Self.read(path, of: project, missing: .environment(environment, project))
        let variables = VariableDeclarations.file
        if FileManager.default.fileExists(atPath: project.resolve(variables).path) {
            files[variables] = try Self.read(variables, of: project, missing: .module)
        }
        self.init(recipe: "", environment: environment, files: files)
    }

    /// The libraries of a project, as its runs have them.
    /// - Parameter lock: which files they have; `nil` for what the project's lock says.
    /// - Throws: `Diagnostic` naming what cannot be used.
    public static func libraries(
        _ manifest: ProjectManifest, from source: LuaSource, of project: Project, lock: Lockfile? = nil
    ) throws -> LibrarySet {
        try LibraryLoader.load(manifest, from: source, of: project, lock: lock)
    }

    private static func local(
        _ manifest: ProjectManifest, of project: Project, isAllowed: Bool
    ) throws -> LocalManifest? {
        let name = LocalManifest.name
        guard FileManager.default.fileExists(atPath: project.resolve(name).path) else { return nil }
        guard isAllowed else {
            throw Diagnostic(
                code: "not_granted", message: "\(name) replaces libraries by folders of this machine",
                hint: "run it so with --allow-local, or remove \(name)")
        }
        let source = LuaSource(name: name, bytes: try read(name, of: project, missing: .module))
        do throws(ManifestError) {
            return try LocalManifest(source, of: manifest)
        } catch {
            throw Diagnostic(error)
        }
    }

    private static func project(_ source: LuaSource) throws -> ProjectManifest {
        if source.bytes.isEmpty { return ProjectManifest() }
        do throws(ManifestError) {
            return try ProjectManifest(source)
        } catch {
            throw Diagnostic(error)
        }
    }

    /// What anybody may do in the run; `nil` for everything.
    var policy: Policy? {
        manifest.map { bytes in
            (try? Self.project(LuaSource(name: Project.manifest, bytes: bytes)))?.policy ?? Policy()
        }
    }

    /// The file of an environment.
    public static func path(ofEnvironment name: String) -> String { "environments/\(name).lua" }

    /// The file of one of the project's own modules: `format` and `format.init` live in `lib/`.
    func module(_ name: String) -> String? {
        let base = "lib/" + name.replacing(".", with: "/")
        return ["\(base).lua", "\(base)/init.lua"].first { files[$0] != nil }
    }

    /// The names `require` can take.
    var moduleNames: [String] {
        files.keys.filter { $0.hasPrefix("lib/") && $0.hasSuffix(".lua") }.map { path in
            let name = path.dropFirst(4).dropLast(4).replacing("/", with: ".")
            return String(name.hasSuffix(".init") ? name.dropLast(5) : name)
        }
    }

    private static func modules(in project: Project) -> [String] {
        let folder = project.root.appendingPathComponent("lib")
        guard let walk = FileManager.default.enumerator(atPath: folder.path) else { return [] }
        return walk.compactMap { $0 as? String }.filter { $0.hasSuffix(".lua") }.sorted().map { "lib/\($0)" }
    }
}

extension RunBundle {
    /// The names of the environments a project has.
    public static func environments(of project: Project) -> [String] {
        let folder = project.root.appendingPathComponent("environments").path
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".lua") }.map { String($0.dropLast(4)) }.sorted()
    }

    /// The file of an environment, as it is now.
    /// - Throws: `Diagnostic` where there is none.
    static func source(ofEnvironment name: String, of project: Project) throws -> SourceText {
        let path = path(ofEnvironment: name)
        return SourceText(chunk: path, text: try read(path, of: project, missing: .environment(name, project)))
    }

    enum Missing {
        case recipe(Project)
        case environment(String, Project)
        case module
    }

    static func read(_ path: String, of project: Project, missing: Missing) throws -> [UInt8] {
        let url = project.root.appendingPathComponent(path)
        let data: Data
        do {
            data = try Data(contentsOf: url)
        } catch let error as CocoaError where error.code == .fileReadNoSuchFile || error.code == .fileNoSuchFile {
            throw self.missing(path, missing)
        } catch {
            throw Diagnostic(code: "unreadable", message: "cannot read \(path): \(error.localizedDescription)")
        }
        guard data.count <= largestFile else {
            throw Diagnostic(
                code: "too_large", message: "\(path) has \(data.count) bytes; a source file may have \(largestFile)",
                hint: "move data out of the recipe, or split it into modules in lib/")
        }
        return Array(data)
    }

    private static func nearestRecipe(to path: String, in project: Project) -> String? {
        let known = ["", "recipes"].flatMap { folder in
            let files = (try? FileManager.default.contentsOfDirectory(atPath: project.resolve(folder).path)) ?? []
            return files.filter { $0.hasSuffix(".lua") && $0 != Project.manifest }.map { file in
                folder.isEmpty ? file : "\(folder)/\(file)"
            }
        }
        return Suggestion.nearest(to: path, among: known)
            ?? Suggestion.nearest(to: "recipes/\(path.hasSuffix(".lua") ? path : path + ".lua")", among: known)
            ?? Suggestion.nearest(to: "\(path).lua", among: known)
    }

    private static func missing(_ path: String, _ missing: Missing) -> Diagnostic {
        switch missing {
        case .recipe(let project):
            return Diagnostic(
                code: "no_recipe", message: "there is no recipe at \(path)",
                hint: nearestRecipe(to: path, in: project).map { "did you mean \($0)?" }
                    ?? "paths are relative to \(project.reason)")
        case .environment(let name, let project):
            let known = environments(of: project)
            let nearest = Suggestion.nearest(to: name, among: known)
            let list = known.isEmpty ? "create \(path) there" : "its environments: \(known.joined(separator: ", "))"
            let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath).appendingPathComponent(path)
            let isElsewhere = FileManager.default.fileExists(atPath: here.path)
            return Diagnostic(
                code: "no_environment",
                message: "there is no environment '\(name)' (no file \(path) in \(project.root.path))",
                details: ["the project is \(project.reason)"]
                    + (isElsewhere ? ["\(here.path) is there, and belongs to no run of this project"] : []),
                hint: isElsewhere
                    ? "move it to \(project.resolve(path).path), or name its folder: --project \(here.deletingLastPathComponent().deletingLastPathComponent().path)"
                    : nearest.map { "did you mean '\($0)'?" } ?? list)
        case .module:
            return Diagnostic(code: "unreadable", message: "\(path) vanished while it was read")
        }
    }
}

extension RunBundle {
    /// The bundle in the encoding of values, to be kept under its hash.
    public func encoded() -> [UInt8] {
        let files = LuaTable(fields: self.files.mapValues(LuaValue.init(luaString:)))
        let bundle: LuaValue = [
            "recipe": .string(recipe), "environment": LuaValue(environment), "files": .table(files),
            "limits": limits.encoded, "manifest": manifest.map(LuaValue.init(luaString:)) ?? .nil,
            "libraries": libraries.encoded, "runtime": runtime?.encoded ?? .nil,
            "release": release?.encoded ?? .nil, "freeze_override": LuaValue(freezeOverride),
        ]
        return bundle.encoded()
    }

    /// Reads a bundle that was kept.
    public init(decoding bytes: [UInt8]) throws(LuaDecodingError) {
        let value = try LuaValue(decoding: bytes)
        self.init(
            recipe: value["recipe"].string ?? "", environment: value["environment"].string,
            files: (value["files"].table?.fields ?? [:]).compactMapValues(\.luaString),
            manifest: value["manifest"].luaString, libraries: LibrarySet(encoded: value["libraries"]),
            limits: RunLimits(encoded: value["limits"]))
        runtime = PinnedRuntime(encoded: value["runtime"])
        release = ReleasePin(encoded: value["release"])
        freezeOverride = value["freeze_override"].string
    }

    /// The same sources, for the primitives and the prelude of this program.
    func made(for registry: PrimitiveRegistry) -> RunBundle { made(with: PinnedRuntime(registry)) }

    /// The same sources, for another prelude and other primitives.
    func made(with runtime: PinnedRuntime) -> RunBundle {
        var bundle = self
        bundle.runtime = runtime
        return bundle
    }

    /// The same sources, for the prelude and the primitives that another bundle is made with.
    func made(withRuntimeOf other: RunBundle) -> RunBundle { other.runtime.map { made(with: $0) } ?? self }
}
