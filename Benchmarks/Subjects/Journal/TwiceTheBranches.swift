/// Whether what a branch costs grows with the number of branches.
struct TwiceTheBranches: Benchmark {
    let name = "run.twice"
    let summary = "a whole run of 10,000 branches of two steps, beside one of 5,000"

    func measure(in suite: Suite) async throws -> [Figure] {
        let moondock = try suite.binary("moondock")
        let half = suite.amount(5_000)
        var runs: [Int: [MeasuredProcess]] = [:]
        for _ in 0..<suite.runs(3) {
            for branches in [half, 2 * half] {
                let project = try suite.project(Self.recipe(branches))
                let run = try await MeasuredProcess.run([moondock, "run", "recipe.lua"], in: suite, folder: project)
                runs[branches, default: []].append(run)
            }
        }
        let (fewer, whole) = (runs[half] ?? [], runs[2 * half] ?? [])
        return [
            Figure("wall time", .seconds, whole.map(\.wall), floor: ("half the branches", fewer.map(\.wall))),
            Figure(
                "processor time", .seconds, whole.map(\.processor),
                floor: ("half the branches", fewer.map(\.processor))),
        ]
    }

    private static func recipe(_ branches: Int) -> String {
        """
        local items = {}
        for index = 1, \(branches) do items[index] = "b" .. index end
        parallel(items, function (item) write_file { "made/" .. item, text = item } sleep "0.01s" end)
        """
    }
}
