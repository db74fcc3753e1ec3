import LuaValues
import Machines
import Recipes

extension MachinePool {
    /// Looks whether the hosts that the sources name can be reached, all at once.
    /// - Returns: nothing: what only the run will show is not asked.
    /// - Throws: `StepError` naming the host.
    func preflight(_ calls: [CallOutline], in environment: DeploymentEnvironment) async throws -> [String] {
        let names = Set(calls.compactMap { $0.literals["host"]?.string })
        let failures = await withTaskGroup(of: (String, StepError?).self) { group in
            for name in names {
                group.addTask {
                    do {
                        let machine = try self.machine(of: name, in: environment)
                        try await onMachine(name) { try await machine.connect() }
                        return (name, nil)
                    } catch {
                        return (name, StepError(of: error))
                    }
                }
            }
            return await group.reduce(into: [String: StepError]()) { $0[$1.0] = $1.1 }
        }
        if let first = failures.keys.sorted().first, let failure = failures[first] { throw failure }
        return []
    }
}
