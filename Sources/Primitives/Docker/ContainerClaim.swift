import DockerEngine
import LuaValues
import Recipes

/// Which containers a step may stop, replace and remove: those of its project, and others where that is said.
struct ContainerClaim: Sendable {
    let step: StepContext
    let target: EnginePool.Target
    /// Whether the call says that it takes others'; the policy was asked already.
    let adopts: Bool

    /// Rejects what is not the project's.
    /// - Parameter isNamed: whether the call takes the place of whatever has this name, which a recipe of the project
    ///   may do with what nobody's labels claim.
    func check(_ found: ContainerInspection, isNamed: Bool = false) throws {
        let owner = ContainerOwner(found.labels, seenFrom: step.run.project.name)
        guard owner != .project, !adopts else { return }
        if isNamed, owner == .nobody, step.library == nil {
            step.output("\(found.name) was not made by Moondock; it is replaced since the recipe says so")
            return
        }
        let whose =
            switch owner {
            case .other(let project): "belongs to project \(project)"
            default: "was not made by Moondock"
            }
        throw StepError(
            code: "docker.foreign", "the container \(found.name) on \(target.description) \(whose)",
            hint: "adopt = true takes it, where moondock.lua has policy = { foreign_containers = true }",
            fields: ["container": .string(found.name)].merging(target.hostField) { $1 })
    }

    /// Removes what an earlier rollout has left under one of its names, and nothing else.
    func removeStale(_ name: String, besides kept: String? = nil) async throws {
        guard let stale = try await target.engine.container(name), stale.id != kept else { return }
        try check(stale)
        let engine = target.engine
        try await uncut { try await engine.discard(stale.id, by: step.services.clock) }
    }
}
