import LuaSyntax
public import RecipeLibraries

/// Finds in a library, before it is released, what would only fail in the runs of those who use it.
public enum LibraryCheck {
    /// What is wrong with a library's code: as for recipes, on every path, without running anything.
    /// - Parameters:
    ///   - manifest: its manifest. What the libraries it uses export is not known here.
    ///   - files: its files.
    ///   - registry: the primitives.
    public static func problems(
        of manifest: LibraryManifest, _ files: [String: [UInt8]], registry: PrimitiveRegistry
    ) async -> [Diagnostic] {
        let id = "\(manifest.name)@\(manifest.version)"
        let library = PinnedLibrary(
            id: id, source: .path("."), tree: TreeHash(of: files), exports: manifest.exports, needs: manifest.needs,
            grants: Array(manifest.needs.keys), aliases: [:],
            files: files.filter {
                $0.key.hasSuffix(".lua") && ($0.key.hasPrefix("lib/") || $0.key.hasPrefix("recipes/"))
            })
        let missing = manifest.exports.filter { library.file(of: $0) == nil }.map { module in
            Diagnostic(code: "no_module", message: "it exports '\(module)' and has no file lib/\(module).lua")
        }
        let bundle = RunBundle(
            recipe: "", environment: nil, files: [:], libraries: LibrarySet(libraries: [id: library], aliases: [:]))
        // Its own are known; those of Moondock are found by their names.
        let unknown = manifest.libraries.map(\.alias) + StandardLibraries.required(by: library.files)
        let check = RecipeCheck(
            bundle: bundle, registry: registry, project: nil, unknown: unknown, includesForeignRecipes: true)
        let found = await check.run()
        return missing + found.problems + found.undeclared + undeclared(library, manifest)
    }

    /// What comes with Moondock, requests grants, and is required without being named.
    private static func undeclared(_ library: PinnedLibrary, _ manifest: LibraryManifest) -> [Diagnostic] {
        let named = Set(manifest.libraries.map(\.alias))
        return StandardLibraries.required(by: library.files).filter {
            !StandardLibraries.needsNoPermission($0) && !named.contains($0)
        }.map {
            Diagnostic(
                code: "no_module", message: "it requires '\($0)', which requests grants, and does not name it",
                hint: "libraries = { [\"\($0)\"] = {} }")
        }
    }
}
