/// How a manifest is requested.
public enum ManifestName: Sendable, Hashable {
    /// By a name that may be given to something else later.
    case tag(String)
    /// By its content.
    case digest(ContentDigest)
}

extension ManifestName: CustomStringConvertible {
    /// The tag or the digest.
    public var description: String {
        switch self {
        case .tag(let tag): tag
        case .digest(let digest): digest.text
        }
    }
}
