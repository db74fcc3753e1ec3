import DockerEngine
public import LuaValues
import RecipeLibraries
public import Recipes

/// `docker_restore`: undoes a `docker_run`: the replaced container runs again, or, where there was none, the new one
/// goes.
public struct DockerRestore: Primitive {
    static let container = PrimitiveOption<ContainerArgument>.required(
        "container", .container, "the container to be undone")

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "docker_restore", summary: "Undoes a docker_run: the container it replaced runs again.",
        options: [container.erased], positional: "container", inDoubt: .idempotent, grant: .dockerRun,
        takesAway: "container")

    /// The container's host.
    public func grantSubjects(_ options: OptionValues) -> [String] {
        [options.value(of: "container")["host"].string ?? "local"]
    }

    /// The container and its host.
    public func title(_ options: OptionValues) -> String { ContainerTitle.text(options) }

    /// Every stage looks before it acts, so doing it twice is the same as once.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let argument = try options[Self.container]
        let target = try EnginePool.target(argument.host, in: step)
        return try await onHost(target) {
            try await uncut {
                try await EngineRestart(target: target, step: step).survive {
                    try await restore(argument, on: target, step)
                }
            }
            return .nil
        }
    }

    private func restore(_ argument: ContainerArgument, on target: EnginePool.Target, _ step: StepContext) async throws
    {
        let (engine, clock) = (target.engine, step.services.clock)
        let name = argument.container ?? target.containerName(argument.name)
        var new: ContainerInspection?
        if let id = argument.id { new = try await engine.container(id) }
        if let new { try ContainerClaim(step: step, target: target, adopts: false).check(new) }
        guard let replaced = argument.replaced else {
            if let new { try await engine.discard(new.id, by: clock) }
            return
        }
        // Looked for first: without it the new one is all there is.
        guard let old = try await engine.container(replaced) else {
            throw StepError(
                code: "docker.notFound",
                "the container that \(argument.name) on \(target.description) has replaced is gone and cannot be restored"
                    + (new == nil ? "" : "; the new one goes on running"), fields: target.hostField)
        }
        let names = ContainerNames(final: name)
        if old.name != names.old, old.name != name {
            try ContainerClaim(step: step, target: target, adopts: false).check(old)
        }
        let record = new.flatMap { RolloutRecord($0.labels) }
        if let new { try await engine.discard(new.id, by: clock) }
        if old.name != name { try await engine.renameContainer(old.id, to: name) }
        if record?.ran ?? true { try await engine.startContainer(old.id) }
        step.output("\(name) runs \(String(old.imageID.prefix(19))) again")
    }

    /// Half of a way back is worse than all of it.
    public func withdraw(_ options: OptionValues, in step: StepContext) async throws -> Withdrawal {
        .done(try await perform(options, in: step))
    }
}

/// `docker_discard`: removes what a `docker_run` has replaced and kept.
public struct DockerDiscard: Primitive {
    static let container = DockerRestore.container

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "docker_discard", summary: "Removes the container that a docker_run with keep_replaced has replaced.",
        options: [container.erased], positional: "container", inDoubt: .idempotent, grant: .dockerRun)

    /// The container's host.
    public func grantSubjects(_ options: OptionValues) -> [String] {
        [options.value(of: "container")["host"].string ?? "local"]
    }

    /// The container and its host.
    public func title(_ options: OptionValues) -> String { ContainerTitle.text(options) }

    /// Removes the replaced container.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let argument = try options[Self.container]
        let target = try EnginePool.target(argument.host, in: step)
        guard let replaced = argument.replaced else { return .nil }
        let names = ContainerNames(final: argument.container ?? target.containerName(argument.name))
        return try await onHost(target) {
            try await EngineRestart(target: target, step: step).survive {
                guard let old = try await target.engine.container(replaced) else { return }
                if old.name != names.old { try ContainerClaim(step: step, target: target, adopts: false).check(old) }
                try await uncut {
                    try await target.engine.discard(old.id, by: step.services.clock)
                }
            }
            return .nil
        }
    }

    /// Done whole.
    public func withdraw(_ options: OptionValues, in step: StepContext) async throws -> Withdrawal {
        .done(try await perform(options, in: step))
    }
}

enum ContainerTitle {
    static func text(_ options: OptionValues) -> String {
        guard let argument = try? options[DockerRestore.container] else { return "" }
        return argument.host.map { "\(argument.name) on \($0)" } ?? argument.name
    }
}
