import LuaValues
import Recipes
import Testing

@testable import Primitives

/// What becomes of a rollout that goes wrong anywhere, in the time of a clock that nobody has to wait for.
@Suite(.timeLimit(.minutes(10))) struct RolloutFailureTests {
    /// The new version, as an engine is told.
    private static let new = "docker.io/library/app:2"

    /// A project whose container `web` runs an old version, and an engine of its own.
    private struct World: Sendable {
        let engine = ModelEngine()
        let clock = VirtualClock()
        let step: StepFixture
        let run: DockerRun
        let context: StepContext

        init(port: Int) throws {
            step = try StepFixture(clock: clock, engine: "tcp://127.0.0.1:\(port)")
            run = DockerRun()
            context = step.context()
        }

        /// The old version, on a port where there is one.
        func addOld(port: Int? = nil) {
            engine.add(
                .init(
                    name: "web", labels: ["moondock.project": step.project, "moondock.name": "web"], isRunning: true,
                    ports: port.map { [$0] } ?? []))
        }

        func options(_ more: [String: LuaValue] = [:]) throws -> OptionValues {
            let usual: [String: LuaValue] = [
                "name": "web", "image": "app:2", "replace": true,
                "healthy": .table(LuaTable(fields: ["docker": true, "within": "5m"])),
            ]
            return try StepFixture.options(of: run, usual.merging(more) { $1 })
        }

        /// Rolls the new version out, and gives the error that this ends with.
        func failure(_ more: [String: LuaValue] = [:]) async throws -> StepError? {
            do {
                _ = try await run.perform(try options(more), in: context)
                return nil
            } catch let error as StepError {
                return error
            }
        }

        /// The old version runs under its name, and nothing else is there.
        func expectOld(at place: SourceLocation = #_sourceLocation) {
            #expect(engine.containers.keys.sorted() == ["web"], sourceLocation: place)
            #expect(engine.containers["web"]?.image == "app:1", sourceLocation: place)
            #expect(engine.containers["web"]?.isRunning == true, sourceLocation: place)
        }
    }

    private func with(_ body: @escaping @Sendable (World) async throws -> Void) async throws {
        let world = Lazy<World>()
        try await WebServer.with { request, _ in
            world.value?.engine.answer(request) ?? ModelEngine.failure(500, "not there yet")
        } _: { _, port in
            let made = try World(port: port)
            world.set(made)
            try await body(made)
        }
    }

    @Test func theNewOneTakesThePlaceOfTheOldOne() async throws {
        try await with { world in
            world.addOld()
            let error = try await world.failure()
            #expect(error == nil, "\(String(describing: error))")
            #expect(world.engine.containers.keys.sorted() == ["web"])
            #expect(world.engine.containers["web"]?.image == Self.new)
            #expect(world.engine.containers["web"]?.isRunning == true)
        }
    }

    @Test(arguments: [nil, 8080])
    func oneThatDoesNotStartLeavesTheOldOne(_ port: Int?) async throws {
        try await with { world in
            world.addOld(port: port)
            world.engine.breakDown { request, container in
                guard request.hasSuffix("/start"), container?.image == Self.new else { return nil }
                return ModelEngine.failure(500, "no such program")
            }
            let error = try await world.failure(port == nil ? [:] : ["ports": ["8080:8080"], "overlap": false])
            #expect(error?.message.contains("no such program") == true, "\(String(describing: error))")
            world.expectOld()
        }
    }

    @Test(arguments: [nil, 8080])
    func oneThatNeverBecomesHealthyIsGivenUpInTime(_ port: Int?) async throws {
        try await with { world in
            world.addOld(port: port)
            world.engine.report("starting")
            let error = try await world.failure(port == nil ? [:] : ["ports": ["8080:8080"], "overlap": false])
            #expect(error?.code == "unhealthy", "\(String(describing: error))")
            #expect(error?.message.contains("within 5 min") == true)
            #expect(world.clock.elapsed >= .seconds(300))
            world.expectOld()
        }
    }

    @Test func oneThatEndsHasFailed() async throws {
        try await with { world in
            world.addOld()
            world.engine.report("starting")
            world.engine.breakDown { request, container in
                // A container that ends as soon as it was started is one that does not run.
                request.hasSuffix("/start") && container?.image == Self.new ? .init(status: 204) : nil
            }
            let error = try await world.failure()
            #expect(error?.code == "docker.ended", "\(String(describing: error))")
            world.expectOld()
        }
    }

    @Test func oneThatIsCancelledIsRolledBack() async throws {
        try await with { world in
            world.addOld()
            world.engine.report("starting")
            let options = try world.options()
            let rollout = Task { try await world.run.perform(options, in: world.context) }
            while !world.engine.asked.contains("GET containers/web.new/logs"),
                world.engine.containers["web.new"]?.isRunning != true
            {
                await Task.yield()
            }
            rollout.cancel()
            await #expect(throws: (any Error).self) { try await rollout.value }
            guard case .undone = try await world.run.withdraw(options, in: world.context) else {
                return #expect(Bool(false), "it was not rolled back")
            }
            world.expectOld()
        }
    }

    @Test func anEngineThatGoesAwayAndComesBackIsWaitedFor() async throws {
        try await with { world in
            world.addOld()
            let left = Lazy<Int>(20)
            world.engine.breakDown { request, container in
                guard container?.image == Self.new, request.hasPrefix("GET"), let count = left.value, count > 0 else {
                    return nil
                }
                left.set(count - 1)
                return .init(isCut: true)
            }
            let error = try await world.failure()
            #expect(error == nil, "\(String(describing: error))")
            #expect(world.engine.containers["web"]?.image == Self.new)
        }
    }

    @Test func anEngineThatStaysAwayIsNamedInTime() async throws {
        try await with { world in
            world.addOld()
            world.engine.breakDown { _, container in container?.image == Self.new ? .init(isCut: true) : nil }
            let error = try await world.failure()
            #expect(error?.code.hasPrefix("docker.") == true, "\(String(describing: error))")
            #expect(world.clock.elapsed >= EngineRestart.timeout)
            // Nothing is known of the new one, and the old one was left alone.
            #expect(world.engine.containers["web"]?.image == "app:1")
            #expect(world.engine.containers["web"]?.isRunning == true)
        }
    }

    /// Podman keeps a last line without an end to itself, once the container is over.
    @Test func whatAJobSaidLastIsInItsOutput() async throws {
        try await with { world in
            world.engine.breakDown { request, _ in
                guard request.contains("/logs") else { return nil }
                let frame = "\u{1}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{3}lo "
                return .init(
                    headers: ["Content-Type": "application/vnd.docker.multiplexed-stream"],
                    body: request.hasSuffix("?follow") ? frame : "")
            }
            let options = try StepFixture.options(of: world.run, ["name": "job", "image": "app:2", "wait": "exit"])
            let result = try await world.run.perform(options, in: world.context)
            #expect(result["output"].string == "lo \n", "\(result)")
            #expect(world.step.output.contains("lo "))
        }
    }

    @Test func whatCannotBeRolledBackIsSaid() async throws {
        try await with { world in
            world.addOld(port: 8080)
            world.engine.report("starting")
            world.engine.breakDown { request, container in
                guard request.hasSuffix("/start"), container?.image == "app:1" else { return nil }
                return ModelEngine.failure(500, "its disk is gone")
            }
            let error = try await world.failure(["ports": ["8080:8080"], "overlap": false])
            #expect(error?.code == "unhealthy")
            #expect(error?.message.contains("cannot be restored") == true, "\(String(describing: error))")
            #expect(error?.message.contains("its disk is gone") == true)
            #expect(world.engine.containers["web"]?.image == "app:1")
        }
    }
}
