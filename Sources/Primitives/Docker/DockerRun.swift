import DockerEngine
public import LuaValues
import RecipeLibraries
public import Recipes

/// `docker_run`: runs a container on one machine and waits until it is healthy, or until it ends.
public struct DockerRun: Primitive {
    /// Asks the engines it goes to for their version.
    public func preflight(_ calls: [CallOutline], in run: RunContext) async throws -> [String] {
        try await run.services.service(EnginePool.self).preflight(calls.map { HostRequirement($0) }, in: run)
    }

    /// Where engines are.
    public var hostFacets: [AnyOption] { HostFacet.engines }

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "docker_run",
        summary: "Runs a container on one machine, waits until it is healthy, and then replaces the old one. "
            + "Where both want the same port, the new version is first tried out on a free one; on the port itself nobody "
            + "answers from the old one's stop to the new one's start.",
        options: RunOptions.all,
        returns:
            "a container handle: id, name, host, address, ports, image, container (its name on the engine), replaced "
            + "(with keep_replaced, the container it replaced); with wait = \"exit\" { code, output, seconds }",
        inDoubt: .adoptable, grant: .dockerRun,
        undo: Undo(
            by: "docker_restore", "container",
            keeping: Undo.Keeping(
                "keep_replaced", field: "replaced", release: Undo.Call("docker_discard", "container")),
            unless: ["wait": "exit"]))

    /// The host.
    public func grantSubjects(_ options: OptionValues) -> [String] { [options.text(of: "host") ?? "local"] }

    /// The container and its host.
    public func title(_ options: OptionValues) -> String {
        let name = options.text(of: "name") ?? "?"
        return options.text(of: "host").map { "\(name) on \($0)" } ?? name
    }

    /// The container's id and address, or the exit code.
    public func summary(of result: LuaValue) -> String? {
        if let code = result["code"].integer { return "exit code \(code)" }
        guard let id = result["id"].string else { return nil }
        let ports = result["ports"].table?.fields.values.compactMap(\.integer).sorted() ?? []
        let address = result["address"].string.map { address in ports.first.map { "\(address):\($0)" } ?? address }
        return [String(id.prefix(12)), address].compactMap { $0 }.joined(separator: " ")
    }

    /// Options that do not go together.
    public func fault(in call: CallOutline, of project: Project) -> OptionError? {
        RunOptions.conflict(in: LuaTable(fields: call.literals))
    }

    /// What happens on a port that two versions cannot have at once.
    public func warning(of call: CallOutline) -> String? {
        guard call.literals["replace"] == true,
            let ports = call.literals["ports"]?.table?.items.compactMap(\.string),
            let fixed = ports.first(where: { (try? PortText($0))?.bindings.contains { $0.hostPort != nil } == true })
        else { return nil }
        return
            "docker_run replaces a container on the fixed port \(fixed): nobody answers there from the old one's stop "
            + "to the new one's start; a free port and a proxy in front do without: moondock docs moondock.frontdoor"
    }

    /// Creates, starts, waits, replaces.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let run = try run(options, step)
        return try await onHost(run.target) {
            // An engine that is not there at the beginning is not waited for.
            _ = try await run.isBegun()
            return try await run.execute()
        }
    }

    /// Adopts a container that carries the step's token, and goes on from the state it is in.
    public func reconcile(_ options: OptionValues, in step: StepContext) async throws -> Reconciliation {
        let run = try run(options, step)
        return try await onHost(run.target) {
            guard try await run.isBegun() else { return .notDone }
            step.notice("adopted the container that was begun before the interruption")
            return .done(try await run.execute())
        }
    }

    /// Restores what was there before, or lets stand what is done.
    public func withdraw(_ options: OptionValues, in step: StepContext) async throws -> Withdrawal {
        let run = try run(options, step)
        return try await onHost(run.target) {
            try await EngineRestart(target: run.target, step: step).survive { try await run.withdraw() }
        }
    }

    private func run(_ options: OptionValues, _ step: StepContext) throws -> ContainerRun {
        if let conflict = RunOptions.conflict(in: options.given, isWhole: true) {
            throw StepError(
                code: "invalid_option", "docker_run: \(conflict.message)", hint: conflict.hint,
                fields: ["option": .string(conflict.option)])
        }
        let target = try EnginePool.target(try options[RunOptions.host], in: step)
        let read = try RunOptions(options)
        return try options[RunOptions.wait] == "exit"
            ? .job(ContainerJob(target: target, options: read, step: step))
            : .service(ContainerRollout(target: target, options: read, step: step))
    }
}

/// What a `docker_run` runs.
private enum ContainerRun: Sendable {
    case service(ContainerRollout)
    case job(ContainerJob)

    var target: EnginePool.Target {
        switch self {
        case .service(let rollout): rollout.target
        case .job(let job): job.target
        }
    }

    /// Whether a container of this step is there.
    func isBegun() async throws -> Bool {
        switch self {
        case .service(let rollout): try await rollout.findExisting() != nil
        case .job(let job): try await job.findExisting() != nil
        }
    }

    /// Does what is left to do, also on an engine that is started anew meanwhile.
    func execute() async throws -> LuaValue {
        switch self {
        case .service(let rollout):
            try await EngineRestart(target: rollout.target, step: rollout.step).survive { try await rollout.run() }
        case .job(let job): try await EngineRestart(target: job.target, step: job.step).survive { try await job.run() }
        }
    }

    func withdraw() async throws -> Withdrawal {
        switch self {
        case .service(let rollout): try await rollout.withdraw()
        case .job(let job): try await job.withdraw()
        }
    }
}
