import Foundation
import RecipeLibraries

/// What no recipe and no library writes, by whatever primitive: it says what they may do, is run later with more than
/// they have, or is Moondock's own record. Paths are from the project's folder on.
public struct ProtectedPaths: Hashable, Sendable {
    /// Files that make a folder a project or a library, at any depth.
    private static let manifests: Set<String> = [Project.manifest, LocalManifest.name, Lockfile.name]
    /// Folders of the project.
    private static let folders: Set<String> = [
        "environments", "recipes", "lib", "libraries", "vendor", "tests", ".moondock",
    ]

    /// The folder of journal and logs, where it lies in the project.
    private let state: String?
    /// The files and folders that the run is made of, wherever they lie.
    private let sources: Set<String>

    /// The same for every project.
    public init() {
        state = nil
        sources = []
    }

    /// Those of a project.
    /// - Parameter sources: the files and folders that a run of it is made of.
    public init(of project: Project, sources: Set<String> = []) {
        let prefix = project.root.path + "/"
        let place = project.state.path
        state = place.hasPrefix(prefix) ? place.dropFirst(prefix.count).lowercased() : nil
        self.sources = Set(sources.map { $0.lowercased() })
    }

    /// Why a path must not be written; `nil` where it may be.
    public func reason(_ path: String) -> String? {
        // There are file systems that do not distinguish cases.
        let path = path.lowercased()
        let parts = path.split(separator: "/").filter { $0 != "." }.map(String.init)
        guard let first = parts.first, let last = parts.last else {
            return "the project's folder holds its recipes and what they may do"
        }
        if parts.contains(".git") { return "it is git's own" }
        if Self.manifests.contains(last) { return "it says what recipes and libraries may do" }
        if Self.folders.contains(first) { return "the folder \(first) is not for recipes and libraries to change" }
        if parts.count == 1, last.hasSuffix(".lua") { return "it is a recipe" }
        if let state, path == state || path.hasPrefix("\(state)/") { return "it is Moondock's own record" }
        let isSource = sources.contains { path == $0 || path.hasPrefix("\($0)/") }
        return isSource ? "this run is made of it" : nil
    }

    /// Why a folder must not be given away to be written into: it is such a place, or holds one.
    public func reason(ofFolder path: String) -> String? {
        if let reason = reason(path) { return reason }
        let folder = path.lowercased() + "/"
        if let inner = sources.union(state.map { [$0] } ?? []).sorted().first(where: { $0.hasPrefix(folder) }) {
            return "it holds \(inner), which recipes and libraries never change"
        }
        return nil
    }

    /// Whether a folder is, holds, or lies in the one of journal and logs.
    public func touchesState(_ path: String) -> Bool {
        let path = path == "." ? "" : path.lowercased() + "/"
        return [".moondock", state].compactMap { $0 }.contains { state in
            "\(state)/".hasPrefix(path) || path.hasPrefix("\(state)/")
        }
    }
}
