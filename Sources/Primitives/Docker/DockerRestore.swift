import DockerEngine
public import LuaRuntime
import RecipeLibraries
public import Recipes

/// `docker_restore`: undoes a `docker_run`: the replaced container runs again, or, where there was none, the new one goes.
public struct DockerRestore: Primitive {
    static let container = PrimitiveOption<ContainerChoice>.required(
        "container", .container, "the container to be undone")

    let engines: EnginePool

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
        let choice = try options[Self.container]
        let place = try engines.place(choice.host, in: step.run.environment)
        let engine = place.engine
        return try await onHost(place) {
            if let id = choice.id { try await absent { try await engine.removeContainer(id, force: true) } }
            guard let replaced = choice.replaced else { return .nil }
            let old = try await engine.inspectContainer(replaced)
            let name = choice.container ?? place.containerName(choice.name)
            if old.name != name { try await engine.renameContainer(old.id, to: name) }
            try await engine.startContainer(old.id)
            step.output("\(name) runs \(String(old.imageID.prefix(19))) again")
            return .nil
        }
    }
}

/// `docker_discard`: removes what a `docker_run` has replaced and kept.
public struct DockerDiscard: Primitive {
    static let container = DockerRestore.container

    let engines: EnginePool

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
        let choice = try options[Self.container]
        let place = try engines.place(choice.host, in: step.run.environment)
        guard let replaced = choice.replaced else { return .nil }
        return try await onHost(place) {
            try await absent { try await place.engine.removeContainer(replaced, force: true) }
            return .nil
        }
    }
}

enum ContainerTitle {
    static func text(_ options: OptionValues) -> String {
        guard let choice = try? options[DockerRestore.container] else { return "" }
        return choice.host.map { "\(choice.name) on \($0)" } ?? choice.name
    }
}

/// Does something to a container that may be gone already.
private func absent(_ work: () async throws -> Void) async throws {
    do {
        try await work()
    } catch let error as DockerError where error.code == .notFound {
        return
    }
}
