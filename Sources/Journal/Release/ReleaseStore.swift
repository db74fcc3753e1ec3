/// Where releases are kept, and which runs have deployed them.
///
/// A release outlives the run that made it, and what was deployed outlives the runs that did it: pruning takes neither.
public protocol ReleaseStore: Sendable {
    /// Keeps a release with its sources, unless its version is another one already. Both are kept, or neither.
    /// - Parameter sources: what `release.sources` is the hash of.
    func keep(_ release: ReleaseRecord, sources: [UInt8]) async throws -> ReleaseOutcome
    /// The release of a version; `nil` where there is none.
    func release(of application: String, version: String) async throws -> ReleaseRecord?
    /// The releases, the newest first.
    /// - Parameter application: only those of this one; `nil` for all.
    func releases(of application: String?) async throws -> [ReleaseRecord]

    /// Notes that a run deploys a release; once for a run and an application, the first note stays.
    func note(_ deployment: DeploymentRecord) async throws
    /// What was deployed, the newest first, each as its run stands now.
    /// - Parameter environment: only to this one; `nil` for all.
    func deployments(to environment: String?) async throws -> [DeploymentRecord]
}
