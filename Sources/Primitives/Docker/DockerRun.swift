import DockerEngine
public import LuaRuntime
import RecipeLibraries
public import Recipes

/// `docker_run`: runs a container on one machine and waits until it is healthy.
public struct DockerRun: Primitive {
    let engines: EnginePool

    /// Asks the engines for their version.
    public func preflight(in run: RunContext) async throws {
        try await engines.preflight(in: run.environment)
    }

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "docker_run",
        summary: "Runs a container on one machine, waits until it is healthy, and then replaces the old one.",
        options: RunOptions.all, returns: "a container handle: id, name, host, address, ports",
        inDoubt: .adoptable, grant: .dockerRun)

    /// The host.
    public func grantSubjects(_ options: OptionValues) -> [String] { [options.text(of: "host") ?? "local"] }

    /// The container and its host.
    public func title(_ options: OptionValues) -> String {
        let name = options.text(of: "name") ?? "?"
        return options.text(of: "host").map { "\(name) on \($0)" } ?? name
    }

    /// The container's id and address.
    public func summary(of result: LuaValue) -> String? {
        guard let id = result["id"].string else { return nil }
        let ports = result["ports"].table?.fields.values.compactMap(\.integer).sorted() ?? []
        let address = result["address"].string.map { address in ports.first.map { "\(address):\($0)" } ?? address }
        return [String(id.prefix(12)), address].compactMap { $0 }.joined(separator: " ")
    }

    /// Creates, starts, waits, replaces.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let place = try engines.place(try options[RunOptions.host], in: step.run.environment)
        return try await onHost(place) {
            try await ContainerRollout(place: place, options: try RunOptions(options), step: step).roll()
        }
    }

    /// Adopts a container that carries the step's token, and carries on from the state it is in.
    public func reconcile(_ options: OptionValues, in step: StepContext) async throws -> Reconciliation {
        let place = try engines.place(try options[RunOptions.host], in: step.run.environment)
        return try await onHost(place) {
            let rollout = ContainerRollout(place: place, options: try RunOptions(options), step: step)
            guard try await rollout.own() != nil else { return .notDone }
            step.notice("adopted the container that was begun before the interruption")
            return .done(try await rollout.roll())
        }
    }
}
