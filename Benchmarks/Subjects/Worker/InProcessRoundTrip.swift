import LuaRuntime
import LuaValues

/// One call of a host function where Lua and its host share a process.
struct InProcessRoundTrip: Benchmark {
    let name = "worker.call"
    let summary = "one call of a host function inside one process"
    static let calls = 20_000

    func measure(in suite: Suite) async throws -> [Figure] {
        var ours: [[Double]] = []
        var floors: [[Double]] = []
        for _ in 0..<suite.runs(5) {
            ours.append(try roundTrips())
            floors.append(
                try await suite.floors.numbers(suite.floors.luaHost, "call", "\(Self.calls)").map { $0 / 1e9 })
        }
        return Figure.distribution("round trip", ours, floor: ("C host", floors))
    }

    private func roundTrips() throws -> [Double] {
        var limits = LuaLimits()
        // The C host does not look at the clock either.
        limits.processorTime = 0
        let vm = try LuaVM(limits: limits)
        vm.declare("noop", style: .call)
        let recipe = Array("while true do noop { name = 'x' } end".utf8)
        guard vm.open(branch: 0, chunk: "recipe.lua", text: recipe) == nil, case .called = vm.resume(0) else {
            throw WorkerTrialFailure("the recipe did not call its host")
        }
        let clock = ContinuousClock()
        return try (0..<Self.calls).map { _ in
            let start = clock.now
            vm.beginTurn()
            guard case .called = vm.resume(0, with: .value(nil)) else {
                throw WorkerTrialFailure("the recipe did not call its host")
            }
            return start.duration(to: clock.now).inSeconds
        }
    }
}
