/// Very many branches of a whole run, journaled.
struct BranchesOfARun: Benchmark {
    let name = "run.branches"
    let summary = "a whole run of 1,000 branches that each take 100 ms"
    let peers = [Peer("DBOS with asyncio on SQLite:", "2.9 – 3.3 s, 121 MB", ratio: "30")]
    static let branches = 1_000

    func measure(in suite: Suite) async throws -> [Figure] {
        let moondock = try suite.binary("moondock")
        let project = try suite.project(
            """
            local items = {}
            for index = 1, \(suite.amount(Self.branches)) do items[index] = index end
            parallel(items, function (item) sleep("100ms") end)
            """)
        var ours: [MeasuredProcess] = []
        for _ in 0..<suite.runs(5) {
            ours.append(try await .run([moondock, "run", "recipe.lua"], in: suite, folder: project))
        }
        let floor = ours.map { _ in 0.1 }
        return [
            Figure("wall time", .seconds, ours.map(\.wall), floor: ("one wait of 100 ms", floor)),
            Figure("processor time", .seconds, ours.map(\.processor)),
            Figure("peak memory", .bytes, ours.map(\.peakMemory)),
        ]
    }
}
