/// Durable steps of a whole run whose branches share commits.
struct ConcurrentSteps: Benchmark {
    let name = "run.concurrent"
    let summary = "a whole run of 64 branches of 100 steps that do nothing"
    static let branches = 64
    static let steps = 100

    func measure(in suite: Suite) async throws -> [Figure] {
        let moondock = try suite.binary("moondock")
        let steps = suite.amount(Self.steps)
        let project = try suite.project(
            """
            local items = {}
            for index = 1, \(Self.branches) do items[index] = index end
            parallel(items, function () for step = 1, \(steps) do sleep("0s") end end)
            """)
        var ours: [Double] = []
        var floors: [Double] = []
        for _ in 0..<suite.runs(7) {
            let run = try await MeasuredProcess.run([moondock, "run", "recipe.lua"], in: suite, folder: project)
            ours.append(Double(Self.branches * steps) / run.wall)
            floors += try await suite.commits(suite.amount(1_000))
        }
        return [Figure("steps", .perSecond, ours, floor: (Suite.commitsName, floors))]
    }
}
