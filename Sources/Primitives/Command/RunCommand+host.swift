import Journal
public import LuaValues
import Machines
import RecipeLibraries
public import Recipes

extension RunCommand {
    static let host = PrimitiveOption<String?>.optional(
        "host", .hostName, "host of the environment that runs it, by ssh; else the machine that runs the recipe")

    /// How ssh gets there.
    public var hostFacets: [AnyOption] { HostFacet.machines }

    /// Looks whether the hosts that the sources name can be reached.
    public func preflight(_ calls: [CallOutline], in run: RunContext) async throws -> [String] {
        try await run.services.service(MachinePool.self).preflight(calls, in: run.environment)
    }

    /// Asks the host what became of it, and goes on with it where it runs.
    public func reconcile(_ options: OptionValues, in step: StepContext) async throws -> Reconciliation {
        guard let command = try hostCommand(options, in: step) else {
            return .unknown("run_command cannot be asked what became of it")
        }
        let start = step.services.clock.elapsed
        do {
            guard let end = try await command.resume() else { return .notDone }
            step.notice("went on with what \(command.host) has kept of \(title(options))")
            return .done(try result(of: end, options, since: start, in: step))
        } catch let error as StepError where error.fields["in_doubt"] == true {
            let isGone = error.code == "ssh.\(MachineError.Kind.endUnknown.code)"
            if isGone, try options[Self.isSafe], try !options[Self.isDestructive] { return .notDone }
            return .unknown(error.description)
        }
    }

    /// The command on its host; `nil` where it runs here.
    func hostCommand(_ options: OptionValues, in step: StepContext) throws -> HostCommand? {
        guard let host = try options[Self.host] else { return nil }
        if step.authority.library != nil {
            for request in requests(options, in: step.run.project) { try step.authority.check(request) }
        }
        let words = try words(of: options)
        var environment = try variables(of: options, in: step)
        environment[StepProcesses.mark] = nil
        let folder = try options[Self.cwd]
        return HostCommand(
            host: host, machine: try MachinePool.machine(of: host, in: step),
            command: MachineCommand(
                token: CommandToken(step.token, attempt: "\(step.startedAt.milliseconds)"), words: words,
                folder: folder == "." ? nil : folder, environment: environment,
                input: try options[Self.stdin]?.bytes(with: step.run.secrets) ?? [],
                limit: try options[Self.timeout], grace: CommandRun.grace),
            step: step)
    }

    /// The right to run programs on a host: each grant names the host before the program.
    func requests(on host: String, _ options: OptionValues) -> [GrantRequest] {
        let name = "\(host):\(program(options))"
        let variables = ((try? options[Self.env]) ?? [:]).keys.sorted().filter { !EnvironmentName.isHarmless($0) }
        return [GrantRequest(.runCommand, name) { $0.argument == nil || $0.argument == name }]
            + variables.map { variable in
                GrantRequest(.runCommand, "\(name) env:\(variable)") { grant in
                    guard !EnvironmentName.decidesWhatRuns(variable) else { return false }
                    return grant.argument == nil || (grant.argument == name && grant.variables.contains(variable))
                }
            }
    }
}
