/// One thing in a build context.
struct ContextEntry: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case file(size: Int64)
        case directory
        case link(target: String)
        /// A further name of a file that was sent before.
        case sameFile(path: String)
        case pipe
        case device(isBlock: Bool, major: UInt32, minor: UInt32)
    }

    /// Relative to the context, with `/` between its parts.
    var path: String
    var kind: Kind
    /// Permission bits, set-id bits and the sticky bit.
    var mode: UInt32
    /// Seconds since 1970.
    var modified: Int64
}
