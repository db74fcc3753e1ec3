import LuaRuntime
import LuaValues

/// What counting instructions costs a recipe that only computes.
struct TightLoop: Benchmark {
    let name = "worker.loop"
    let summary = "a loop that calls nothing, its instructions counted"
    static let rounds = 10_000_000

    func measure(in suite: Suite) async throws -> [Figure] {
        let clock = ContinuousClock()
        var ours: [Double] = []
        var floors: [Double] = []
        let recipe = Array("local sum = 0 for i = 1, \(Self.rounds) do sum = sum + i % 7 end return sum".utf8)
        for _ in 0..<suite.runs(7) {
            let vm = try LuaVM(limits: LuaLimits())
            guard vm.open(branch: 0, chunk: "recipe.lua", text: recipe) == nil else {
                throw WorkerTrialFailure("the recipe could not be loaded")
            }
            vm.beginTurn()
            let start = clock.now
            guard case .returned = vm.resume(0) else { throw WorkerTrialFailure("the loop did not come to its end") }
            ours.append(start.duration(to: clock.now).inSeconds)
            floors += try await suite.floors.numbers(suite.floors.luaHost, "loop", "\(Self.rounds)").map { $0 / 1e9 }
        }
        return [Figure("10,000,000 rounds", .seconds, ours, floor: ("C host, nothing counted", floors))]
    }
}
