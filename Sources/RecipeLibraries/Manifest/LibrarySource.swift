/// Where a library comes from; it is the library's identity.
public enum LibrarySource: Hashable, Sendable, CustomStringConvertible {
    /// A folder, relative to the project.
    case path(String)
    /// It comes with Moondock.
    case builtIn(String)

    /// The source as locks and policies write it.
    public var description: String {
        switch self {
        case .path(let path): "path \(path)"
        case .builtIn(let name): "moondock \(name)"
        }
    }
}
