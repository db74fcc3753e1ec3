/// The project a run belongs to, by its place.
public struct RunProject: Hashable, Sendable {
    /// The project's folder, without links in its path.
    public let root: String
    /// Whether the folder of the state lies directly in it: the two are then moved together.
    public let isAroundState: Bool

    /// Makes a place.
    public init(root: String, isAroundState: Bool) {
        self.root = root
        self.isAroundState = isAroundState
    }
}
