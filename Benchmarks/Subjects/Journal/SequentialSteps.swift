/// Durable steps of a whole run, process and worker included.
struct SequentialSteps: Benchmark {
    let name = "run.steps"
    let summary = "a whole run of 1,000 steps that do nothing, one after the other"
    let peers = [
        Peer("DBOS on SQLite:", "541 – 574 /s", ratio: "0.11"),
        Peer("DBOS on PostgreSQL 15:", "346 – 382 /s", ratio: "0.07"),
    ]
    static let steps = 1_000

    func measure(in suite: Suite) async throws -> [Figure] {
        let moondock = try suite.binary("moondock")
        let project = try suite.project("for step = 1, \(suite.amount(Self.steps)) do sleep(\"0s\") end\n")
        var ours: [Double] = []
        var floors: [Double] = []
        for _ in 0..<suite.runs(7) {
            let run = try await MeasuredProcess.run([moondock, "run", "recipe.lua"], in: suite, folder: project)
            ours.append(Double(suite.amount(Self.steps)) / run.wall)
            floors += try await suite.commits(suite.amount(Self.steps))
        }
        return [Figure("steps", .perSecond, ours, floor: (Suite.commitsName, floors))]
    }
}
