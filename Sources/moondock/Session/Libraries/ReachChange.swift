import LuaSyntax
import RecipeLibraries
import Recipes

/// What libraries can newly have done by others once a manifest and a lock are changed.
struct ReachChange {
    /// For each library that can do more, by its name without the version: what.
    let gains: [(library: String, reach: [LibraryReach])]
    /// What has to be granted for it, by the names under which the project requires the libraries.
    let grants: [(alias: String, grants: [Grant])]

    /// Compares what is with what is to be.
    /// - Throws: `Diagnostic` where the libraries, as they are to be, cannot be used.
    init(of project: LibraryProject, edited: LuaSource, lock: Lockfile) throws {
        let after = try RunBundle.libraries(
            try ProjectManifest(edited), from: edited, of: project.project, lock: lock)
        // What cannot be used now reaches nothing yet.
        let before =
            (try? RunBundle.libraries(project.manifest, from: project.source, of: project.project)) ?? LibrarySet()
        let known = Dictionary(
            before.libraries.keys.map { (Self.name($0), Set(before.reach(of: $0).map(Self.words))) }
        ) { $0.union($1) }
        gains = after.libraries.keys.sorted().compactMap { id in
            let new = after.reach(of: id).filter { known[Self.name(id)]?.contains(Self.words($0)) != true }
            return new.isEmpty ? nil : (Self.name(id), new)
        }
        let lacked = Set(before.libraries.keys.flatMap { before.missingPassages(of: $0).map(Self.passage) })
        grants = after.aliases.sorted { $0.key < $1.key }.compactMap { alias, id in
            let missing = after.missingPassages(of: id).filter { !lacked.contains(Self.passage($0)) }.compactMap(
                \.grant)
            return missing.isEmpty ? nil : (alias, missing)
        }
    }

    /// The manifest with the grants that it takes.
    func granting(_ source: LuaSource) throws(ManifestError) -> LuaSource {
        var source = source
        for (alias, grants) in grants {
            source = try ManifestEditor(source).updating(alias, version: nil, granting: grants)
        }
        return source
    }

    /// Shows it to whoever decides.
    func show() {
        for (library, reach) in gains {
            for reach in reach { print("  + \(library) reaches  \(reach)") }
        }
    }

    private static func name(_ id: String) -> String { String(id.prefix { $0 != "@" }) }

    private static func words(_ reach: LibraryReach) -> String {
        "\(reach.effect) \(reach.way.map(name).joined(separator: " "))"
    }

    private static func passage(_ missing: MissingPassage) -> String {
        "\(name(missing.library)) \(name(missing.next))"
    }
}
