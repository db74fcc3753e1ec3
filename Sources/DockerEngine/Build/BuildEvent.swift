/// What an engine says while it builds.
public enum BuildEvent: Sendable, Hashable {
    /// A piece of the build's output, usually one line with its end.
    case output(String)
    /// How pulling a base image goes on.
    case transfer(TransferProgress)
    /// The id of an image that was made, `sha256:…`.
    case image(id: String)
}
