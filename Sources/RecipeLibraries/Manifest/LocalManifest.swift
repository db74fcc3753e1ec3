public import LuaSyntax

/// A project's `moondock.local.lua`, which stays on one machine: libraries that are being worked on, taken from folders.
///
/// `return { replace = { ["acme.slack"] = { path = "../slack" } } }`
public struct LocalManifest: Hashable, Sendable {
    /// The file's name.
    public static let name = "moondock.local.lua"

    /// The folders by the names under which the project requires the libraries.
    public let replace: [String: String]

    /// Reads a manifest, which is never executed.
    /// - Parameters:
    ///   - source: the file.
    ///   - project: the project's manifest, whose libraries are replaced.
    /// - Throws: `ManifestError` with all that is wrong with it.
    public init(_ source: LuaSource, of project: ProjectManifest) throws(ManifestError) {
        var reader = TableReader()
        let root = reader.root(of: source) ?? LiteralTable(entries: [])
        reader.check(root, of: LocalManifest.name, keys: ["replace"])
        var replace: [String: String] = [:]
        let known = project.libraries.map(\.alias)
        for entry in reader.table(root, "replace")?.entries ?? [] {
            guard case .text(let alias) = entry.key, !entry.isPositional, let table = entry.value.table else {
                reader.report(
                    "each replacement is a folder: [\"acme.slack\"] = { path = \"../slack\" }", at: entry.keySpan)
                continue
            }
            reader.check(table, of: "a replacement", keys: ["path"])
            if !known.contains(alias) {
                reader.report("the project has no library '\(alias)' to replace", at: entry.keySpan, among: known)
            }
            replace[alias] = reader.text(table, "path")
        }
        self.replace = replace
        try reader.finish(source)
    }
}

extension ProjectManifest {
    /// The manifest with folders in the place of some libraries. What uses the same source elsewhere gets the folder too.
    public func replacing(_ local: LocalManifest) -> (manifest: ProjectManifest, folders: [LibrarySource: String]) {
        var folders: [LibrarySource: String] = [:]
        let libraries = self.libraries.map { library -> Dependency in
            guard let path = local.replace[library.alias] else { return library }
            folders[library.source] = path
            return Dependency(
                alias: library.alias, source: .path(path), version: nil, grants: library.grants, span: library.span)
        }
        return (
            ProjectManifest(moondock: moondock, libraries: libraries, policy: policy, lifecycle: lifecycle), folders
        )
    }
}
