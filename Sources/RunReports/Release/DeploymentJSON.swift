public import Journal
import Recipes

/// A deployment, for scripts. Its members are the keys of `--json`, in camel case.
public struct DeploymentJSON: Encodable, Sendable {
    let environment: String
    let application: String
    let version: String
    let release: String
    let kind: String
    let run: String
    let status: String
    let by: String
    let skipReason: String?
    let startedAt: String
    let updatedAt: String

    /// Describes a deployment.
    public init(_ record: DeploymentRecord) {
        environment = record.environment
        application = record.application
        version = record.version
        release = record.release.description
        kind = record.kind.rawValue
        run = record.run.description
        status = record.status.rawValue
        by = record.requester
        skipReason = record.skipReason
        startedAt = record.startedAt.text
        updatedAt = record.updatedAt.text
    }
}
