import DockerEngine
import LuaValues
import Recipes

/// Finds the container that a recipe knows by a name.
///
/// By its labels, not by the name it has on the engine: that one depends on which other hosts share the engine, and the
/// environment that says so changes.
struct ContainerFinder: Sendable {
    let target: EnginePool.Target
    /// The name recipes use.
    let name: String
    let step: StepContext

    private var engine: DockerEngine { target.engine }
    private var host: String { target.host?.name ?? "" }
    private var environment: String { step.run.environment.name ?? "" }

    /// The name on the engine of a container that is made now.
    func finalName() async throws -> String {
        let name = target.containerName(name)
        guard let host = target.host, let found = try await engine.container(name), isAnothers(found.labels) else {
            return name
        }
        return "\(self.name).\(host.name)"
    }

    /// The container there is, whatever name it has on the engine.
    func current() async throws -> ContainerInspection? {
        let project = "\(ContainerLabels.project)=\(step.run.project.name)"
        let all = try await engine.listContainers(labels: [project, "\(ContainerLabels.name)=\(name)"])
        let services = all.filter { isSettled($0) }
        let here = services.filter { $0.labels.label(ContainerLabels.host) == host }
        let final = try await finalName()
        if let own = here.first(where: { $0.name == final }) ?? here.first {
            return try await engine.container(own.id)
        }
        if let found = try await engine.container(final) {
            guard isAnothers(found.labels) else { return found }
            let owner = found.labels.label(ContainerLabels.host)
            throw StepError(
                code: "docker.nameInUse", "\(final) on \(target.description) is the container of host \(owner)",
                hint: "name the host, or choose another name", fields: ["option": "name"])
        }
        // Of a host that is called otherwise now.
        let left = services.filter { isOfRenamedHost($0.labels) }
        return left.count == 1 ? try await engine.container(left[0].id) : nil
    }

    /// Whether a container has come to its place, and is neither tried out nor kept for a way back.
    private func isSettled(_ found: ContainerSummary) -> Bool {
        let host = found.labels.label(ContainerLabels.host)
        return found.labels.label(ContainerLabels.role) == ContainerRole.service.rawValue
            && (found.name == name || found.name == "\(name).\(host)")
    }

    /// Whether a container is this project's, of another host that the engine serves: of this environment, or of another.
    private func isAnothers(_ labels: [String: String]) -> Bool {
        let owner = labels.label(ContainerLabels.host)
        guard ContainerOwner(labels, seenFrom: step.run.project.name) == .project, !owner.isEmpty, owner != host else {
            return false
        }
        let home = labels.label(ContainerLabels.environment)
        if !home.isEmpty, home != environment { return true }
        return step.run.environment.hosts[owner] != nil
    }

    private func isOfRenamedHost(_ labels: [String: String]) -> Bool {
        let owner = labels.label(ContainerLabels.host)
        return !host.isEmpty && !owner.isEmpty && !environment.isEmpty && step.run.environment.hosts[owner] == nil
            && labels.label(ContainerLabels.environment) == environment
    }
}
