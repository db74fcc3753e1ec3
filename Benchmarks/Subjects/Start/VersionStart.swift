/// The part of every start that has nothing to do with recipes.
struct VersionStart: Benchmark {
    let name = "start.version"
    let summary = "moondock version: loading the binary, reading the command line"

    func measure(in suite: Suite) async throws -> [Figure] {
        let moondock = try suite.binary("moondock")
        var ours: [MeasuredProcess] = []
        var floors: [MeasuredProcess] = []
        for _ in 0..<suite.runs(21) {
            ours.append(try await .run([moondock, "version"], in: suite))
            floors.append(try await .run(["lua5.4", "-v"], in: suite))
        }
        return Figure.processes(ours, floor: "lua5.4 -v", floors)
    }
}
