/// All libraries of a project, with those that they use themselves.
public struct LibrarySet: Hashable, Sendable {
    /// The libraries by their ids.
    public let libraries: [String: PinnedLibrary]
    /// The names by which the project's own code requires them, and their ids.
    public let aliases: [String: String]
    /// Whether a library acts through another one only where that is granted; not in runs from before there was that grant.
    public let guardsReach: Bool

    /// The libraries of a project without any.
    public init() {
        libraries = [:]
        aliases = [:]
        guardsReach = true
    }

    /// Makes a set.
    public init(libraries: [String: PinnedLibrary], aliases: [String: String], guardsReach: Bool = true) {
        self.libraries = libraries
        self.aliases = aliases
        self.guardsReach = guardsReach
    }
}
