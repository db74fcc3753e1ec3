import LuaValues
import Recipes
import Synchronization
import Testing

@testable import Primitives

/// Waiting for a container to work, in the time of a clock that nobody has to wait for.
@Suite(.timeLimit(.minutes(10))) struct HealthWaitTests {
    private struct World: Sendable {
        let engine: ModelEngine
        let clock = VirtualClock()
        let step: StepFixture
        let run = DockerRun()

        /// - Parameter answer: gives what a probe is answered, by its number from 1.
        init(
            _ engine: ModelEngine, _ url: String,
            _ answer: @escaping @Sendable (Int, VirtualClock) async throws -> ProbeAnswer
        ) throws {
            self.engine = engine
            let (clock, count) = (clock, Counter())
            let ask: @Sendable () async -> ProbeAnswer = {
                (try? await answer(count.next(), clock)) ?? .unhealthy("cancelled")
            }
            let probes = ProbeService(http: { _ in await ask() }, tcp: { _ in await ask() })
            step = try StepFixture(clock: clock, engine: url, others: [probes])
        }

        func options(_ healthy: [String: LuaValue]) throws -> OptionValues {
            try StepFixture.options(
                of: run,
                [
                    "name": "web", "image": "app:2", "ports": ["8080:8080"],
                    "healthy": .table(LuaTable(fields: healthy.merging(["within": "5m"]) { given, _ in given })),
                ])
        }

        func failure(_ healthy: [String: LuaValue]) async throws -> StepError? {
            do {
                _ = try await run.perform(try options(healthy), in: step.context())
                return nil
            } catch let error as StepError {
                return error
            }
        }
    }

    private final class Counter: Sendable {
        private let count = Mutex(0)

        func next() -> Int {
            count.withLock { count in
                count += 1
                return count
            }
        }
    }

    private func with(
        _ answer: @escaping @Sendable (Int, VirtualClock) async throws -> ProbeAnswer = { _, _ in .healthy },
        _ body: @escaping @Sendable (World) async throws -> Void
    ) async throws {
        try await ModelEngine.with { engine, url in try await body(try World(engine, url, answer)) }
    }

    @Test(arguments: [["http": "/"], ["tcp": 8080]] as [[String: LuaValue]])
    func oneThatAnswersAtTheThirdTimeIsHealthy(_ healthy: [String: LuaValue]) async throws {
        try await with({ count, _ in count < 3 ? .unhealthy("503") : .healthy }) { world in
            let error = try await world.failure(healthy)
            #expect(error == nil, "\(String(describing: error))")
            #expect(world.engine.containers["web"]?.isRunning == true)
            #expect(world.clock.elapsed < .seconds(300))
        }
    }

    @Test(arguments: [["http": "/"], ["tcp": 8080]] as [[String: LuaValue]])
    func oneThatNeverDoesIsGivenUpInTime(_ healthy: [String: LuaValue]) async throws {
        try await with({ _, _ in .unhealthy("it says 503") }) { world in
            let error = try await world.failure(healthy)
            #expect(error?.code == "unhealthy", "\(String(describing: error))")
            #expect(error?.message.contains("within 5 min") == true)
            #expect(error?.details.contains("last answer: it says 503") == true)
            #expect(world.clock.elapsed >= .seconds(300))
            #expect(world.engine.containers["web"] == nil)
        }
    }

    @Test func aQuestionThatHangsDoesNotHoldTheLimitUp() async throws {
        try await with({ _, clock in
            try await clock.sleep(for: .seconds(86_400))
            return .healthy
        }) { world in
            let error = try await world.failure(["http": "/"])
            #expect(error?.message.contains("within 5 min") == true, "\(String(describing: error))")
            #expect(world.clock.elapsed < .seconds(3600))
        }
    }

    @Test func anAnswerThatIsFinalEndsTheWait() async throws {
        try await with({ _, _ in .failed("it may not be asked") }) { world in
            let error = try await world.failure(["http": "/"])
            #expect(error?.code == "unhealthy")
            #expect(error?.details.contains("last answer: it may not be asked") == true)
            #expect(world.clock.elapsed < .seconds(300))
        }
    }

    @Test func whoeverAnswersForAContainerThatHasEndedDoesNotCount() async throws {
        try await with { world in
            world.engine.breakDown { request, container in
                request.hasSuffix("/start") && container != nil ? .init(status: 204) : nil
            }
            let error = try await world.failure(["http": "/"])
            #expect(error?.code == "docker.ended", "\(String(describing: error))")
        }
    }

    @Test func textInItsLogIsWaitedFor() async throws {
        try await with { world in
            world.engine.write("starting\nready to serve\n")
            let error = try await world.failure(["log": "ready"])
            #expect(error == nil, "\(String(describing: error))")
        }
    }

    @Test func aLogWithoutTheTextIsShown() async throws {
        try await with { world in
            world.engine.write("starting\nno database\n")
            let error = try await world.failure(["log": "ready"])
            #expect(error?.code == "unhealthy")
            #expect(error?.details.contains("  no database") == true, "\(String(describing: error))")
        }
    }

    @Test func aWaitThatIsCancelledLeavesNoContainer() async throws {
        let (asked, wake) = AsyncStream.makeStream(of: Void.self)
        try await with({ _, clock in
            wake.yield()
            try await clock.sleep(for: .seconds(86_400))
            return .healthy
        }) { world in
            let options = try world.options(["http": "/"])
            let context = world.step.context()
            let task = Task { try await world.run.perform(options, in: context) }
            for await _ in asked { break }
            task.cancel()
            await #expect(throws: (any Error).self) { try await task.value }
            let end = try await world.run.withdraw(options, in: context)
            #expect(end == .undone)
            #expect(world.engine.containers.isEmpty)
        }
    }
}
