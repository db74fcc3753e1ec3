import LuaRuntime
import LuaValues

/// A sandboxed state, made and closed.
struct VirtualMachineCreation: Benchmark {
    let name = "worker.vm"
    let summary = "a sandboxed Lua state made and closed"
    static let states = 200

    func measure(in suite: Suite) async throws -> [Figure] {
        let clock = ContinuousClock()
        var ours: [[Double]] = []
        var floors: [[Double]] = []
        var memory: [Double] = []
        for _ in 0..<suite.runs(5) {
            var times: [Double] = []
            for _ in 0..<Self.states {
                let start = clock.now
                do {
                    let vm = try LuaVM(limits: LuaLimits())
                    memory.append(Double(vm.memory))
                }
                times.append(start.duration(to: clock.now).inSeconds)
            }
            ours.append(times)
            floors.append(
                try await suite.floors.numbers(suite.floors.luaHost, "create", "\(Self.states)").map { $0 / 1e9 })
        }
        return Figure.distribution("made and closed", ours, floor: ("luaL_newstate, all libraries", floors))
            + [Figure("memory of a new one", .bytes, memory)]
    }
}
