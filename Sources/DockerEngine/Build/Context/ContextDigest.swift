import Crypto
import Synchronization

/// A digest of what a build context contains: paths, kinds, permissions, link targets and contents, not times.
///
/// Hand one to `BuildContext.archive(digest:)`; it has its value when the archive has been read to its end.
public final class ContextDigest: Sendable {
    private let state = Mutex<String?>(nil)

    /// Makes a digest that has no value yet.
    public init() {}

    /// `sha256:…`; nil until the archive has been read to its end.
    public var value: String? { state.withLock { $0 } }

    func set(_ value: String) {
        state.withLock { $0 = value }
    }
}
