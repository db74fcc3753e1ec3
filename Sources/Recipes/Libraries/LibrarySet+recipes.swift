public import RecipeLibraries

extension LibrarySet {
    /// The chunk of a library's recipe.
    /// - Parameter name: `acme.kit:blue-green`, by the name the project requires the library by; or a chunk, as runs of
    ///   it have it, whose library may be of another version by now.
    /// - Throws: `Diagnostic` where there is no such library or recipe.
    func recipe(_ name: String) throws -> String {
        let halves = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let (owner, recipe) = (halves[0], halves.count == 2 ? halves[1] : "")
        let title = owner.prefix { $0 != "@" }
        // Only what the project itself names: what its libraries require may call itself anything.
        let own = aliases.values.sorted()
        let id = aliases[owner] ?? own.first { $0 == owner } ?? own.last { $0.hasPrefix("\(title)@") }
        guard let id, let library = libraries[id] else {
            let nearest = Suggestion.nearest(to: owner, among: Array(aliases.keys))
            throw Diagnostic(
                code: "no_recipe", message: "this project has no library '\(owner)'",
                hint: nearest.map { "did you mean '\($0)'?" }
                    ?? (aliases.isEmpty
                        ? "add the library first: moondock add SOURCE"
                        : "it has \(aliases.keys.sorted().joined(separator: ", ")); moondock add SOURCE adds another")
            )
        }
        let path = recipe.hasPrefix("recipes/") ? recipe : "recipes/\(recipe).lua"
        if library.files[path] != nil { return "\(id):\(path)" }
        let known = library.recipes
        let nearest = Suggestion.nearest(to: recipe, among: known)
        throw Diagnostic(
            code: "no_recipe", message: "\(id) has no recipe '\(recipe)'",
            hint: nearest.map { "did you mean '\($0)'?" }
                ?? (known.isEmpty ? "it ships none" : "it has \(known.joined(separator: ", "))"))
    }
}

extension PinnedLibrary {
    /// The names of the recipes it ships.
    public var recipes: [String] {
        files.keys.filter { $0.hasPrefix("recipes/") }.map { String($0.dropFirst("recipes/".count).dropLast(4)) }
            .sorted()
    }
}
