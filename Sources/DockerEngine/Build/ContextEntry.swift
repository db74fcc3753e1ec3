/// One file, directory or link of a build context.
struct ContextEntry: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case file(size: Int64)
        case directory
        case link(target: String)
    }

    /// Relative to the context, with `/` between its parts.
    var path: String
    var kind: Kind
    /// Permission bits, set-id bits and the sticky bit.
    var mode: UInt32
    /// Seconds since 1970.
    var modified: Int64
}
