import Journal
public import Recipes

/// An application in an environment, for scripts. Its members are the keys of `--json`, in camel case.
public struct EnvironmentJSON: Encodable, Sendable {
    let environment: String
    let application: String?
    let version: String?
    let release: String?
    let since: String?
    let by: String?
    let run: String?
    let kind: String?
    let skipReason: String?
    let pending: DeploymentJSON?
    /// `nil` where no engine was asked.
    let drift: [String]?
    /// What of it nobody can tell.
    let unknown: [String]?
    /// Why no run may begin there now, and until when.
    let closed: String?
    let closedUntil: String?

    /// Describes what stands in an environment.
    public init(
        _ standing: EnvironmentStanding, drift: [String]?, unknown: [String]?,
        closure: DeploymentCalendar.Closure?
    ) {
        environment = standing.environment
        application = standing.application
        version = standing.current?.version
        release = standing.current?.release.description
        since = standing.current?.updatedAt.text
        by = standing.current?.requester
        run = standing.current?.run.description
        kind = standing.current?.kind.rawValue
        skipReason = standing.current?.skipReason
        pending = standing.pending.map { DeploymentJSON($0) }
        self.drift = drift
        self.unknown = unknown
        (closed, closedUntil) = (closure?.reason, closure?.until?.text)
    }

    /// Describes an environment to which nothing was deployed.
    public init(idle environment: String, closure: DeploymentCalendar.Closure?) {
        self.environment = environment
        (application, version, release, since, by, run, kind, skipReason) = (nil, nil, nil, nil, nil, nil, nil, nil)
        (pending, drift, unknown) = (nil, nil, nil)
        (closed, closedUntil) = (closure?.reason, closure?.until?.text)
    }
}
