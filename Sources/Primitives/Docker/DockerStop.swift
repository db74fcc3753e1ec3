import DockerEngine
import Journal
public import LuaRuntime
import RecipeLibraries
public import Recipes

/// `docker_stop`: stops a container, and removes it where that is asked for.
public struct DockerStop: Primitive {
    static let container = PrimitiveOption<ContainerChoice>.required(
        "container", .container, "a container handle, or a name")
    static let host = PrimitiveOption<String?>.optional("host", .name, "the host, where the container is given by name")
    static let remove = PrimitiveOption<Bool>.defaulted("remove", .boolean, false, "remove it as well")
    static let timeout = PrimitiveOption<Duration>.defaulted(
        "timeout", .duration, .seconds(10), shown: "\"10s\"", "how long it may take before it is killed")

    let engines: EnginePool

    /// Asks the engines for their version.
    public func preflight(in run: RunContext) async throws {
        try await engines.preflight(in: run.environment)
    }

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "docker_stop", summary: "Stops a container; one that is gone already is no error.",
        options: [container.erased, host.erased, remove.erased, timeout.erased], positional: "container",
        inDoubt: .idempotent, grant: .dockerRun, takesAway: "container")

    /// The container's host.
    public func grantSubjects(_ options: OptionValues) -> [String] {
        [options.text(of: "host") ?? options.value(of: "container")["host"].string ?? "local"]
    }

    /// Stops, and removes.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let choice = try options[Self.container]
        let place = try engines.place(try options[Self.host] ?? choice.host, in: step.run.environment)
        let name = choice.id ?? place.containerName(choice.name)
        let seconds = try options[Self.timeout].wholeSeconds
        return try await onHost(place) {
            do {
                step.waiting(
                    Wait(reason: "\(name) to stop", since: .now, until: Timestamp.now.adding(seconds: Double(seconds))))
                try await place.engine.stopContainer(name, timeout: seconds)
                if try options[Self.remove] { try await place.engine.removeContainer(name, force: true) }
            } catch let error as DockerError where error.code == .notFound {
                step.output("\(name) is not there")
            }
            return .nil
        }
    }
}

/// A container as a recipe names it.
struct ContainerChoice: Hashable, Sendable {
    let name: String
    let host: String?
    let id: String?
    let replaced: String?
    let container: String?
}

extension OptionType where Value == ContainerChoice {
    /// A container.
    static let container = OptionType(
        "a container from docker_run, or its name", annotation: "moondock.Container|string"
    ) { value, place throws(OptionError) in
        switch value {
        case .string(let name): return ContainerChoice(name: name, host: nil, id: nil, replaced: nil, container: nil)
        case .handle(let handle) where handle.kind == "container":
            return ContainerChoice(
                name: handle["name"].string ?? "", host: handle["host"].string, id: handle["id"].string,
                replaced: handle["replaced"].string, container: handle["container"].string)
        default: throw .mismatch(value, place, expected: "a container from docker_run, or its name")
        }
    }
}
