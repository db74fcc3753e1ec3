/// All libraries of a project, with those that they use themselves.
public struct LibrarySet: Hashable, Sendable {
    /// The libraries by their ids.
    public let libraries: [String: PinnedLibrary]
    /// The names by which the project's own code requires them, and their ids.
    public let aliases: [String: String]

    /// The libraries of a project without any.
    public init() {
        libraries = [:]
        aliases = [:]
    }

    /// Makes a set.
    public init(libraries: [String: PinnedLibrary], aliases: [String: String]) {
        self.libraries = libraries
        self.aliases = aliases
    }
}
