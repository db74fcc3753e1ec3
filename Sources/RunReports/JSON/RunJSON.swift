public import Journal
import Recipes

/// A run, for scripts. Its members are the keys of `--json`, in camel case.
public struct RunJSON: Encodable, Sendable {
    let run: String
    let recipe: String
    let environment: String?
    let status: String
    let summary: String?
    let requester: String
    let createdAt: String
    let updatedAt: String
    let wakeAt: String?
    /// The folder of its project.
    let project: String?
    /// How the process is that executes it; `dead` where it died.
    let process: RunLiveness.Process?
    let pid: Int32?

    /// Describes a run.
    /// - Parameter liveness: how the process is that should have it.
    public init(_ record: RunRecord, _ liveness: RunLiveness? = nil) {
        run = record.id.description
        recipe = record.definition.recipe
        environment = record.definition.environment
        status = record.status.rawValue
        summary = record.summary
        requester = record.definition.requester
        createdAt = record.createdAt.text
        updatedAt = record.updatedAt.text
        wakeAt = record.wakeAt?.text
        project = record.definition.project?.root
        (process, pid) = (liveness?.process, liveness?.pid)
    }
}
