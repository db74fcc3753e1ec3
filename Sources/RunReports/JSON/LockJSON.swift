public import Journal
import Recipes

/// A lock, for scripts. Its members are the keys of `--json`, in camel case.
public struct LockJSON: Encodable, Sendable {
    let name: String
    let run: String
    let status: String
    let requester: String
    let step: String
    let since: String

    /// Describes a lock.
    public init(_ lock: LockRecord) {
        name = lock.request.name
        run = lock.run.description
        status = lock.status.rawValue
        requester = lock.requester
        step = lock.request.path
        since = lock.since.text
    }
}
