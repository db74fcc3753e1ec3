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
        ("lists", PackageResources.lists_lua),
    ]

    /// What `require` finds under `moondock.`.
    public static let modules: [String: [UInt8]] = [
        "moondock.semver": PackageResources.semver_lua,
        "moondock.table": PackageResources.table_lua,
        "moondock.text": PackageResources.text_lua,
    ]
}
