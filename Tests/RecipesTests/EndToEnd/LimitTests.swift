import Foundation
import Glibc
import Journal
import JournalTestSupport
import LuaValues
import Testing
import WorkerProtocol

@testable import Recipes

@Suite(.timeLimit(.minutes(10))) struct LimitTests {
    @Test func anEndlessLoopEndsAtItsLine() async throws {
        let fixture = try RunFixture("work { label = 'one' }\n\nwhile true do end")
        var limits = LuaLimits()
        limits.instructionsPerTurn = 2_000_000
        let outcome = await fixture.run(limits: limits)
        #expect(outcome.exitCode == 1)
        #expect(
            outcome.diagnostic?.message
                == "the recipe ran 2000000 instructions without calling the host: is this an endless loop?")
        #expect(outcome.diagnostic?.excerpt?.position.line == 3)
    }

    @Test func tooMuchMemoryEndsAtItsLine() async throws {
        let fixture = try RunFixture("local all = {}\nfor i = 1, 1e9 do\n  all[i] = 'x' .. i\nend")
        var limits = LuaLimits()
        limits.memory = 16 << 20
        let outcome = await fixture.run(limits: limits)
        #expect(outcome.exitCode == 2)
        #expect(outcome.diagnostic?.message == "the run's memory limit of 16 MiB was reached")
        #expect(outcome.diagnostic?.excerpt?.position.line == 3)
    }

    @Test func aLimitReachedInABranchStopsTheOthers() async throws {
        let fixture = try RunFixture(
            """
            parallel({ "slow", "busy" }, function (name)
              if name == "busy" then work { label = name, peers = 2 } while true do end end
              work { label = name, hangs = true }
            end)
            """)
        var limits = LuaLimits()
        limits.instructionsPerTurn = 2_000_000
        let outcome = await fixture.run(limits: limits)
        #expect(outcome.diagnostic?.code == "limit")
        #expect(fixture.world.now.cancelled == ["slow"])
        #expect(fixture.world.now.running == 0)
    }

    @Test func aRunKeepsTheLimitsItWasStartedWith() async throws {
        let fixture = try RunFixture(
            "work { label = 'one' }\nlocal n = 0\nfor i = 1, 3000000 do n = n + 1 end\nreturn n")
        let outcome = await fixture.controller().start(
            recipe: RunFixture.recipe, environment: nil, parameters: [:],
            limits: try RunLimits(["instructions_per_turn=1000000"]), id: .fresh(), control: RunControl())
        #expect(outcome.diagnostic?.message.contains("ran 1000000 instructions") == true, "\(outcome)")
        #expect(outcome.diagnostic?.hint == "a run that needs more is given more: --limit instructions_per_turn=…")
        let again = try await fixture.resume()
        #expect(again.diagnostic?.message.contains("ran 1000000 instructions") == true, "\(again)")
        let run = try await fixture.store.find("last")
        let more = await fixture.controller().resume(
            run, limits: try RunLimits(["instructions_per_turn=90000000"]), control: RunControl())
        #expect(more.value == 3_000_000)
        #expect(fixture.world.now.performed == ["one"])
    }

    @Test func limitsAreReadAsPeopleWriteThem() throws {
        let all = try RunLimits([
            "memory=256MiB", "instructions=7", "instructions_per_turn=6", "processor_time=2m", "coroutines=5",
            "calls=4", "string=3k", "log=1MB",
        ])
        let limits = all.applied(to: LuaLimits())
        #expect(limits.memory == 256 << 20)
        #expect(limits.instructions == 7)
        #expect(limits.instructionsPerTurn == 6)
        #expect(limits.processorTime == 120)
        #expect(limits.coroutines == 5)
        #expect(limits.callDepth == 4)
        #expect(limits.stringLength == 3 << 10)
        #expect(limits.logVolume == 1 << 20)
        #expect(all.values.count == RunLimits.help.count)
    }

    @Test(arguments: [
        ("memry=1", "there is no limit 'memry'", "did you mean 'memory'?"),
        ("memory", "the limit 'memory' needs a size", "for example memory=256MiB"),
        ("calls=many", "the limit 'calls=many' needs a number", "for example calls=1000000"),
        ("calls=0", "the limit 'calls=0' needs a number", "for example calls=1000000"),
        ("processor_time=-1s", "the limit 'processor_time=-1s' needs a duration", "for example processor_time=2m"),
    ])
    func aLimitThatIsNoneIsExplained(_ text: String, _ message: String, _ hint: String) throws {
        let problem = #expect(throws: Diagnostic.self) { _ = try RunLimits([text]) }
        #expect(problem?.message == message)
        #expect(problem?.hint == hint)
    }

    /// Comparing long strings takes no instructions; the worker looks at its clock in between.
    @Test func aRecipeThatComputesTooLongIsEnded() async throws {
        let fixture = try RunFixture(
            """
            work { label = 'one' }
            local a, b = ("x"):rep(4000000) .. "a", ("x"):rep(4000000) .. "b"
            for i = 1, 1 << 40 do local same = a == b end
            """)
        var limits = LuaLimits()
        limits.processorTime = 0.6
        let outcome = await fixture.run(limits: limits)
        #expect(outcome.exitCode == 1)
        #expect(
            outcome.diagnostic?.message
                == "the recipe computed for 0.45 s without calling the host: does it compare or convert long strings?")
        #expect(outcome.diagnostic?.excerpt?.position.line == 3)
        #expect(try await fixture.store.find("last").status == .failed)
    }

    private static let lies: [(name: String, hex: String)] = [
        ("the end of the wire", "ffffffff40"), ("an unknown message", "02000000c880"),
        ("a count of ours", "040000004b811863"), ("a step without a path", stepFrame(path: "")),
        ("a step requested twice", stepFrame(path: "1", count: 2)),
    ]

    /// A worker that was broken into says what no worker says, with the recipe as its script.
    @Test(arguments: lies)
    func aWorkerThatLiesIsEnded(_ violation: (name: String, hex: String)) async throws {
        let fixture = try RunFixture("local script = 'say \(violation.hex);'")
        let worker = URL(fileURLWithPath: RunFixture.workerExecutable).deletingLastPathComponent()
        let outcome = await fixture.controller(worker: worker.appendingPathComponent("worker-probe").path).start(
            recipe: RunFixture.recipe, environment: nil, parameters: [:], id: .fresh(), control: RunControl())
        #expect(outcome.diagnostic?.code == "worker_lost", "\(violation.name)")
        #expect(outcome.diagnostic?.message.contains("it broke the protocol") == true, "\(violation.name): \(outcome)")
        #expect(fixture.world.now.performed.count <= 1)
    }

    private static func stepFrame(path: String, count: Int = 1) -> String {
        let request = CallRequest(
            branch: 0, path: path, primitive: "work", options: ["label": "x"],
            position: SourcePosition(chunk: "recipes/test.lua", line: 1), library: nil)
        var bytes: [UInt8] = []
        for _ in 0..<count { WorkerMessage.step(request).encode(into: &bytes) }
        return bytes.map { String(format: "%02x", $0) }.joined()
    }

    @Test func aWorkerThatIsKilledLeavesARunToResume() async throws {
        let fixture = try RunFixture("work { label = 'one' }\nwork { label = 'two', peers = 3 }\nreturn 'done'")
        let copy = try Self.copyOfTheWorker(in: fixture.project.root)
        async let first = fixture.controller(worker: copy.path).start(
            recipe: RunFixture.recipe, environment: nil, parameters: [:], id: .fresh(), control: RunControl())
        await fixture.world.wait { $0.performed.contains("two") }
        let worker = try #require(try Self.process(running: copy.path))
        kill(worker, SIGKILL)
        // The step is told to stop; it ends when it is let go.
        fixture.world.begin("a third one")
        let outcome = await first
        #expect(outcome.exitCode == 1)
        #expect(outcome.diagnostic?.message == "the worker that held the recipe ended: it was killed by signal 9")
        #expect(try await fixture.store.find("last").status == .running, "it goes on where it was")
        #expect(try await fixture.resume().value == "done")
        #expect(fixture.world.now.performed.filter { $0 == "one" }.count == 1)
    }

    @Test func aWorkerThatIsKilledAfterTheRecipesEndTakesNothingAway() async throws {
        let fixture = try RunFixture("work { label = 'one' }\nreturn 'done'")
        let copy = try Self.copyOfTheWorker(in: fixture.project.root)
        // The last commit is held until the worker is gone.
        let store = InterceptedStore(store: fixture.store) { write in
            guard case .events(let events) = write, events.contains(where: { $0.kind == .finished }) else { return }
            let worker = try #require(try Self.process(running: copy.path))
            kill(worker, SIGKILL)
            while try Self.process(running: copy.path) != nil { try await Task.sleep(for: .milliseconds(2)) }
        }
        let outcome = await fixture.controller(store: store, worker: copy.path).start(
            recipe: RunFixture.recipe, environment: nil, parameters: [:], id: .fresh(), control: RunControl())
        #expect(outcome.value == "done", "\(outcome)")
        #expect(try await fixture.store.find("last").status == .done)
    }

    /// A copy of the worker under a name of its own, to tell its process from those of other tests.
    ///
    /// `cp` writes it: a process that another test spawns meanwhile would inherit a descriptor of ours that is open for
    /// writing, and a file somebody can write to cannot be executed (ETXTBSY).
    private static func copyOfTheWorker(in folder: URL) throws -> URL {
        let copy = folder.appendingPathComponent("worker-\(UUID().uuidString.prefix(8))")
        let process = try Process.run(
            URL(fileURLWithPath: "/bin/cp"), arguments: [RunFixture.workerExecutable, copy.path])
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return copy
    }

    private static func process(running path: String) throws -> pid_t? {
        let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }
        return processes.first {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\($0)/exe")) == path
        }
    }

    @Test func aMissingWorkerIsNamed() async throws {
        let fixture = try RunFixture("work{}")
        let controller = RunController(
            project: fixture.project, store: fixture.store, registry: PrimitiveRegistry([]),
            workerExecutable: "/nowhere/moondock-worker", secrets: SecretStore { _ in nil },
            identity: Identity(user: "ada", groups: []), approvals: .park
        ) { _ in }
        let outcome = await controller.start(
            recipe: RunFixture.recipe, environment: nil, parameters: [:], id: .fresh(), control: RunControl())
        #expect(outcome.exitCode == 2)
        #expect(outcome.diagnostic?.message.contains("/nowhere/moondock-worker") == true)
    }

    @Test func theSelfTestPasses() async throws {
        #expect(try await WorkerSelfTest.run(executable: RunFixture.workerExecutable).contains("self-tests passed"))
    }
}
