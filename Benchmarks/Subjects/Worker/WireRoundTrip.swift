/// One call of a primitive, from a recipe to its host and back, without a journal.
struct WireRoundTrip: Benchmark {
    let name = "worker.wire"
    let summary = "one call of a primitive over the wire, nothing journaled"
    static let calls = 5_000

    func measure(in suite: Suite) async throws -> [Figure] {
        let path = try suite.binary("moondock-worker")
        var ours: [[Double]] = []
        var floors: [[Double]] = []
        for _ in 0..<suite.runs(5) {
            let trial = try WorkerTrial(executable: path)
            ours.append(try await trial.roundTrips(of: "for i = 1, \(Self.calls) do noop { name = 'x' } end"))
            await trial.end()
            floors.append(
                try await suite.floors.numbers(suite.floors.luaHost, "socket", "\(Self.calls)").map { $0 / 1e9 })
        }
        return Figure.distribution("round trip", ours, floor: ("C host, two processes", floors))
    }
}
