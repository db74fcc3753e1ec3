/// A piece of file system put into a container.
public struct ContainerMount: Sendable, Hashable {
    /// Where it comes from.
    public enum Source: Sendable, Hashable {
        /// A directory or file of the host, which must exist.
        case bind(path: String)
        /// A volume; made by the engine when it does not exist. Nil for one without a name.
        case volume(name: String?)
        /// Memory, of at most this many bytes; nil for no limit.
        case memory(size: Int64?)
    }

    /// How a directory of the host is labelled for SELinux.
    public enum Labelling: String, Sendable, Hashable {
        /// For all containers.
        case shared = "z"
        /// For this container alone.
        case exclusive = "Z"
    }

    /// How mounts that come later get from the host into the container, and back.
    public enum Propagation: String, Sendable, Hashable {
        case `private`, rprivate, shared, rshared, slave, rslave
    }

    /// Where it comes from.
    public var source: Source
    /// The absolute path in the container.
    public var target: String
    /// Whether the container may only read it.
    public var isReadOnly: Bool
    /// How a directory of the host is labelled; nil leaves it as it is.
    public var labelling: Labelling?
    /// How later mounts spread; nil for the engine's default.
    public var propagation: Propagation?
    /// Whether a new volume is filled with what the image has at its place.
    public var copiesImage = true

    /// Describes a mount; see the properties for their meaning.
    public init(_ source: Source, at target: String, isReadOnly: Bool = false) {
        self.source = source
        self.target = target
        self.isReadOnly = isReadOnly
    }
}
