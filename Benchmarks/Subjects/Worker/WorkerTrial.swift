import LuaValues
import StandardLibrary
import WorkerHost
import WorkerProtocol

/// A worker that runs one recipe for a host that answers at once and journals nothing.
struct WorkerTrial {
    let process: WorkerProcess
    private let clock = ContinuousClock()
    private let spawned: ContinuousClock.Instant

    init(executable: String) throws {
        spawned = clock.now
        process = try WorkerProcess.spawn(executable: executable)
    }

    /// Ends the worker and waits until it is gone.
    func end() async {
        process.kill()
        _ = await process.waitForExit()
    }

    /// From the spawn to the first message.
    func secondsToReady() async throws -> Double {
        for await item in process.connection.messages {
            _ = try item.get()
            return spawned.duration(to: clock.now).inSeconds
        }
        throw WorkerTrialFailure("the worker ended before its first message")
    }

    /// From the spawn to the end of a recipe that calls nothing.
    func secondsToEnd(of recipe: String) async throws -> Double {
        start(recipe)
        for await item in process.connection.messages {
            if case .finished(let result) = try item.get() {
                _ = try result.get()
                return spawned.duration(to: clock.now).inSeconds
            }
        }
        throw WorkerTrialFailure("the worker ended before its recipe")
    }

    /// Runs a recipe whose calls of `noop` are answered one by one; the seconds from each answer to the next call.
    func roundTrips(of recipe: String) async throws -> [Double] {
        start(recipe)
        var trips: [Double] = []
        var answered: ContinuousClock.Instant?
        for await item in process.connection.messages {
            switch try item.get() {
            case .step(let call):
                let now = clock.now
                if let answered { trips.append(answered.duration(to: now).inSeconds) }
                answered = clock.now
                process.connection.send([.reply(branch: call.branch, result: .success(.nil))])
            case .finished(let result):
                _ = try result.get()
                return trips
            default: continue
            }
        }
        throw WorkerTrialFailure("the worker ended before its recipe")
    }

    /// Runs a recipe whose calls are answered all together, once all branches wait.
    /// - Returns: the seconds from its start to its end, and the worker's peak memory in bytes.
    func waitingBranches(of recipe: String) async throws -> (seconds: Double, memory: Double) {
        let began = clock.now
        var asked: [HostMessage] = []
        var memory = 0.0
        start(recipe)
        for await item in process.connection.messages {
            switch try item.get() {
            case .step(let call): asked.append(.reply(branch: call.branch, result: .success(.nil)))
            case .idle where !asked.isEmpty:
                memory = try ProcessMemory.peak(of: process.processID)
                process.connection.send(asked)
                asked = []
            case .finished(let result):
                _ = try result.get()
                return (began.duration(to: clock.now).inSeconds, memory)
            default: continue
            }
        }
        throw WorkerTrialFailure("the worker ended before its recipe")
    }

    private func start(_ recipe: String) {
        let prelude = StandardLibrary.prelude.map {
            SourceText(chunk: "moondock/prelude/\($0.name).lua", text: $0.text)
        }
        process.connection.send([
            .start(
                RecipeStart(
                    recipe: SourceText(chunk: "recipe.lua", text: Array(recipe.utf8)), prelude: prelude,
                    primitives: ["noop": .step], limits: LuaLimits(), seed: 0, time: 0))
        ])
    }
}

/// The worker did not do what was measured.
struct WorkerTrialFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
