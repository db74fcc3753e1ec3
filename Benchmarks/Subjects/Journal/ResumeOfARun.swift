/// Taking up a run that has done very much.
struct ResumeOfARun: Benchmark {
    let name = "run.resume"
    let summary = "resuming a run of 10,000 finished steps, up to where it waits"
    static let steps = 10_000

    func measure(in suite: Suite) async throws -> [Figure] {
        let moondock = try suite.binary("moondock")
        let recipe = { (steps: Int) in "for step = 1, \(steps) do sleep(\"0s\") end\nwait_for_approval \"Go on?\"\n" }
        let long = try suite.project(recipe(suite.amount(Self.steps)))
        let short = try suite.project(recipe(0))
        // Both wait, which the program says with an exit code of its own.
        let parked = { (command: String) in ["sh", "-c", "\"$0\" \(command); test $? = 3", moondock] }
        for project in [long, short] {
            _ = try await MeasuredProcess.run(parked("run recipe.lua --progress quiet"), in: suite, folder: project)
        }
        var ours: [MeasuredProcess] = []
        var floors: [Double] = []
        for _ in 0..<suite.runs(9) {
            let resume = parked("resume last --progress quiet")
            ours.append(try await .run(resume, in: suite, folder: long))
            floors.append(try await MeasuredProcess.run(resume, in: suite, folder: short).wall)
        }
        return [
            Figure("wall time", .seconds, ours.map(\.wall), floor: ("resuming a run of no step", floors)),
            Figure("processor time", .seconds, ours.map(\.processor)),
            Figure("peak memory", .bytes, ours.map(\.peakMemory)),
        ]
    }
}
