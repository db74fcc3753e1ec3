import WorkerProtocol

/// A worker, from its spawn to its first message.
struct WorkerStart: Benchmark {
    let name = "start.worker"
    let summary = "moondock-worker: from its spawn to its first message, and to the end of an empty recipe"

    func measure(in suite: Suite) async throws -> [Figure] {
        let path = try suite.binary("moondock-worker")
        var ready: [Double] = []
        var hello: [Double] = []
        var finished: [Double] = []
        var interpreters: [Double] = []
        for _ in 0..<suite.runs(21) {
            let session = try WorkerTrial(executable: path)
            ready.append(try await session.secondsToReady())
            let trial = try WorkerTrial(executable: path)
            finished.append(try await trial.secondsToEnd(of: ""))
            hello += try await suite.floors.numbers(suite.floors.socketHello, "1").map { $0 / 1e9 }
            interpreters.append(try await MeasuredProcess.run(["lua5.4", "-e", ""], in: suite).wall)
            await session.end()
            await trial.end()
        }
        return [
            Figure("to its first message", .seconds, ready, floor: ("static C, to its first byte", hello)),
            Figure("to the end of an empty recipe", .seconds, finished, floor: ("lua5.4 -e ''", interpreters)),
        ]
    }
}
