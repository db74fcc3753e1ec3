/// The Lua sources that come with Moondock, embedded into the binary.
public enum StandardLibrary {
    /// The parts of the prelude in the order in which they are loaded: the globals every recipe has.
    public static let prelude: [(name: String, text: [UInt8])] = [
        ("recipe", PackageResources.recipe_lua),
        ("blocks", PackageResources.blocks_lua),
        ("parallel", PackageResources.parallel_lua),
        ("rollback", PackageResources.rollback_lua),
        ("retry", PackageResources.retry_lua),
        ("lock", PackageResources.lock_lua),
        ("secret", PackageResources.secret_lua),
        ("lists", PackageResources.lists_lua),
        ("release", PackageResources.release_lua),
    ]

    /// The libraries that `require` finds under `moondock.`: the files of each by path, by the name it is required by.
    public static let libraries: [String: [String: [UInt8]]] = Dictionary(
        uniqueKeysWithValues: embedded.map { name, files in ("moondock.\(name)", files.mapValues { Array($0.utf8) }) })
}
