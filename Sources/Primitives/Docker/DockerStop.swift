import DockerEngine
public import Foundation
import Journal
public import LuaValues
public import RecipeLibraries
public import Recipes

/// `docker_stop`: stops a container, and removes it where that is requested.
public struct DockerStop: Primitive {
    static let container = PrimitiveOption<ContainerArgument>.required(
        "container", .container, "a container handle, or a name")
    static let host = PrimitiveOption<String?>.optional(
        "host", .hostName, "the host, where the container is given by name")
    static let remove = PrimitiveOption<Bool>.defaulted("remove", .boolean, false, "remove it as well")
    static let adopt = PrimitiveOption<Bool>.defaulted(
        "adopt", .boolean, false,
        "also one that this project has not made; policy.foreign_containers must allow it")
    static let timeout = PrimitiveOption<Duration>.defaulted(
        "timeout", .duration, .seconds(10), shown: "\"10s\"", "how long it may take before it is killed")

    /// Asks the engines it goes to for their version.
    public func preflight(_ calls: [CallOutline], in run: RunContext) async throws -> [String] {
        // A container that is given as a handle brings its host.
        try await run.services.service(EnginePool.self).preflight(
            calls.map { HostRequirement($0, handle: "container") }, in: run)
    }

    /// Where engines are.
    public var hostFacets: [AnyOption] { HostFacet.engines }

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "docker_stop", summary: "Stops a container; one that is gone already is no error.",
        options: [container.erased, host.erased, remove.erased, adopt.erased, timeout.erased], positional: "container",
        inDoubt: .idempotent, grant: .dockerRun, takesAway: "container")

    /// The container's host.
    public func grantSubjects(_ options: OptionValues) -> [String] {
        [options.text(of: "host") ?? options.value(of: "container")["host"].string ?? "local"]
    }

    /// Containers of others.
    public func violation(of policy: Policy, _ options: OptionValues, root: URL) -> PolicyViolation? {
        foreignViolation(of: policy, try? options[Self.adopt])
    }

    /// The container and its host.
    public func title(_ options: OptionValues) -> String {
        guard let argument = try? options[Self.container] else { return "" }
        let host = (try? options[Self.host]) ?? argument.host
        return host.map { "\(argument.name) on \($0)" } ?? argument.name
    }

    /// Stops, and removes.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let argument = try options[Self.container]
        let target = try EnginePool.target(try options[Self.host] ?? argument.host, in: step)
        let seconds = try options[Self.timeout].wholeSeconds
        let removes = try options[Self.remove]
        let clock = step.services.clock
        let claim = ContainerClaim(step: step, target: target, adopts: try options[Self.adopt])
        return try await onHost(target) {
            try await EngineRestart(target: target, step: step).survive {
                guard let found = try await Self.find(argument, on: target, in: step) else {
                    step.output("\(argument.name) is not there")
                    return .nil
                }
                try claim.check(found)
                step.waiting(
                    Wait(
                        reason: "\(found.name) to stop", since: clock.now,
                        until: clock.now.adding(seconds: Double(seconds))))
                try await uncut {
                    try await target.engine.halt(found.id, within: seconds)
                    if removes {
                        try await target.engine.discard(found.id, by: clock)
                    }
                }
                return .nil
            }
        }
    }

    /// The container of a handle, or the one that recipes know by a name.
    private static func find(
        _ argument: ContainerArgument, on target: EnginePool.Target, in step: StepContext
    ) async throws -> ContainerInspection? {
        if let id = argument.id { return try await target.engine.container(id) }
        let found = try await ContainerFinder(target: target, name: argument.name, step: step).current()
        if let found { return found }
        return try await target.engine.container(argument.name)
    }

    /// One that was signalled to stop stops: that is waited for, and stands.
    public func withdraw(_ options: OptionValues, in step: StepContext) async throws -> Withdrawal {
        .done(try await perform(options, in: step))
    }
}

/// A container as a recipe names it.
struct ContainerArgument: Hashable, Sendable {
    let name: String
    let host: String?
    let id: String?
    let replaced: String?
    let container: String?
}

extension OptionType where Value == ContainerArgument {
    /// A container.
    static let container = OptionType(
        "a container from docker_run, or its name", annotation: "moondock.Container|string"
    ) { value, path throws(OptionError) in
        switch value {
        case .string(let name): return ContainerArgument(name: name, host: nil, id: nil, replaced: nil, container: nil)
        case .handle(let handle) where handle.kind == "container":
            return ContainerArgument(
                name: handle["name"].string ?? "", host: handle["host"].string, id: handle["id"].string,
                replaced: handle["replaced"].string, container: handle["container"].string)
        default: throw .mismatch(value, path, expected: "a container from docker_run, or its name")
        }
    }
}
