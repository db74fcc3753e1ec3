public import Journal

/// What an application is in an environment: what runs there, and what was tried since.
public struct EnvironmentStanding: Hashable, Sendable {
    /// The environment.
    public let environment: String
    /// The application.
    public let application: String
    /// The deployment that came to its end last; `nil` where none did.
    public let current: DeploymentRecord?
    /// A later one that did not come to its end, or has not yet.
    public let pending: DeploymentRecord?

    /// What stands in each environment, from what was deployed.
    /// - Parameter deployments: the newest first.
    public static func all(_ deployments: [DeploymentRecord]) -> [EnvironmentStanding] {
        var order: [[String]] = []
        var groups: [[String]: [DeploymentRecord]] = [:]
        for deployment in deployments {
            let key = [deployment.environment, deployment.application]
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(deployment)
        }
        return order.sorted { $0.lexicographicallyPrecedes($1) }.map { key in
            let group = groups[key] ?? []
            let current = group.first { $0.status == .done }
            let latest = group.first
            return EnvironmentStanding(
                environment: key[0], application: key[1], current: current,
                pending: latest == current ? nil : latest)
        }
    }

    /// The deployment that a rollback goes back to: the last one of another release that came to its end before what runs
    /// now was first deployed.
    /// - Parameters:
    ///   - deployments: those of the environment and application, the newest first.
    ///   - version: the version to go back to; `nil` for the one before.
    public static func rollbackTarget(
        in deployments: [DeploymentRecord], to version: String?
    ) -> (current: DeploymentRecord, target: DeploymentRecord)? {
        let done = deployments.filter { $0.status == .done }
        guard let current = done.first else { return nil }
        // A rollback is a step back: what it left is not what comes before it.
        var passed: Set<ContentHash> = [current.release]
        for deployment in done.dropFirst() {
            if let version {
                if deployment.version == version { return (current, deployment) }
                continue
            }
            if passed.contains(deployment.release) { continue }
            if current.kind == .rollback, deployment.startedAt > firstDeployed(current.release, in: done) {
                passed.insert(deployment.release)
                continue
            }
            return (current, deployment)
        }
        return nil
    }

    private static func firstDeployed(_ release: ContentHash, in done: [DeploymentRecord]) -> Timestamp {
        done.last { $0.release == release }?.startedAt ?? Timestamp(milliseconds: 0)
    }
}
