import LuaValues
public import Machines
public import Recipes
import Synchronization

/// The machines of a run's hosts that ssh reaches, one connection each.
public final class MachinePool: StepService {
    private let machines = Mutex<[SSHDestination: SSHMachine]>([:])
    private let settings: SSHSettings

    /// Makes an empty pool.
    public init(settings: SSHSettings = SSHSettings()) { self.settings = settings }

    /// The machine of a destination; it is connected to when it is first used.
    public func machine(_ destination: SSHDestination) throws(MachineError) -> SSHMachine {
        try machines.withLock { machines throws(MachineError) in
            if let machine = machines[destination] { return machine }
            let machine = try SSHMachine(destination, settings: settings)
            machines[destination] = machine
            return machine
        }
    }

    /// The machine of a host.
    /// - Throws: `StepError` with code `unknown_host`, or `no_ssh` where the environment does not say how to get there.
    func machine(of name: String, in environment: DeploymentEnvironment) throws(StepError) -> any Machine {
        guard let host = environment.hosts[name] else { throw environment.unknownHost(name) }
        guard let destination = try host.destination else {
            throw StepError(
                code: "no_ssh", "the environment does not say how ssh gets to \(name)",
                hint: "add it in \(RunBundle.path(ofEnvironment: environment.name ?? "NAME")): "
                    + "[\"\(name)\"] = { ssh = \"user@host\" }",
                fields: ["host": .string(name)])
        }
        do throws(MachineError) {
            return try machine(destination)
        } catch {
            throw StepError(error, host: name)
        }
    }

    /// The machine that a step's call goes to.
    static func machine(of name: String, in step: StepContext) throws(StepError) -> any Machine {
        try step.services.service(MachinePool.self).machine(of: name, in: step.run.environment)
    }

    /// Ends the connections that nobody else uses.
    public func close() async {
        let all = machines.withLock { machines in
            defer { machines = [:] }
            return machines.values.map { $0 }
        }
        await withTaskGroup(of: Void.self) { group in for machine in all { group.addTask { await machine.close() } } }
    }
}

extension Host {
    /// How ssh gets there; `nil` where the environment does not say. The older form of it is that of an engine.
    var destination: SSHDestination? {
        get throws(StepError) {
            if let destination = try facet(HostFacet.ssh) { return destination }
            guard let engine = try facet(HostFacet.engine), engine.hasPrefix("ssh://") else { return nil }
            let place = engine.dropFirst(6).prefix { $0 != "/" }
            return try? SSHDestination(String(place))
        }
    }
}

/// Runs a piece of work and gives errors of a machine their recipe form, with the host's name.
func onMachine<Result>(_ host: String, _ work: () async throws -> Result) async throws -> Result {
    do {
        return try await work()
    } catch let error as MachineError {
        throw StepError(error, host: host)
    }
}
