/// What came of a push.
public struct PushResult: Sendable, Hashable {
    /// The name that was pushed, with its tag.
    public var reference: ImageReference
    /// The manifest's digest in the registry, `sha256:…`; nil where the engine did not report it.
    public var digest: String?
    /// The manifest's size in bytes.
    public var manifestSize: Int64?
}
