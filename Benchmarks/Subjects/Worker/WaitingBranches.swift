/// Very many branches that all wait at once.
struct WaitingBranches: Benchmark {
    let name = "worker.branches"
    let summary = "10,000 branches of one recipe that wait at once, then all go on"
    static let branches = 10_000

    func measure(in suite: Suite) async throws -> [Figure] {
        let path = try suite.binary("moondock-worker")
        let recipe = """
            local items = {}
            for index = 1, \(Self.branches) do items[index] = index end
            parallel(items, function (item) noop { name = 'x' } end)
            """
        var seconds: [Double] = []
        var memory: [Double] = []
        var floors: [[Double]] = []
        for _ in 0..<suite.runs(5) {
            let trial = try WorkerTrial(executable: path)
            let result = try await trial.waitingBranches(of: recipe)
            await trial.end()
            seconds.append(result.seconds)
            memory.append(result.memory)
            floors.append(try await suite.floors.numbers(suite.floors.luaHost, "branches", "\(Self.branches)"))
        }
        let floor = "coroutines of a C host"
        return [
            Figure("all of them", .seconds, seconds, floor: (floor, floors.map { $0[0] / 1e9 })),
            Figure("peak memory of the process", .bytes, memory, floor: (floor, floors.map { $0[1] * 1024 })),
        ]
    }
}
