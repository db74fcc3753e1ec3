import Journal
import LuaValues
import Testing
import WorkerProtocol

@testable import Recipes

/// `lock`, and the lock of an environment.
@Suite(.timeLimit(.minutes(10))) struct LockTests {
    private static let environment = ["environments/test.lua": "return {}"]

    private func other(_ fixture: RunFixture, holding name: String, path: String = "1") async throws -> RunLease {
        let definition = RunDefinition(
            recipe: "other.lua", environment: nil, parameters: [], bundle: ContentHash(of: []), seed: 1,
            requester: "grace")
        let lease = try await fixture.store.create(definition, id: RunID("other"), owner: "grace@there 1")
        _ = try await fixture.store.take(LockRequest(name: name, path: path), under: lease, at: .now)
        return lease
    }

    @Test func aLockThatIsHeldIsWaitedFor() async throws {
        let fixture = try RunFixture("lock 'db' work { label = 'a' }")
        let lease = try await other(fixture, holding: "db")
        async let outcome = fixture.run()
        await fixture.waitForEvent { if case .stepWaiting = $0 { true } else { false } }
        #expect(fixture.world.now.performed == [])
        try await fixture.store.release(lease, status: .done, summary: nil)
        #expect(await outcome.exitCode == 0)
        let waits = fixture.events.compactMap { if case .stepWaiting(_, let wait) = $0 { wait.reason } else { nil } }
        #expect(waits.count == 1)
        #expect(waits.first?.hasPrefix("the lock 'db' is held by run other of grace (running) since ") == true)
        #expect(try await fixture.store.locks() == [])
    }

    @Test func whoeverDoesNotWaitLongEnoughGetsAnError() async throws {
        let fixture = try RunFixture("lock('db', { wait = '0s' })")
        let lease = try await other(fixture, holding: "db")
        let outcome = await fixture.run()
        #expect(outcome.diagnostic?.code == "lock.held")
        #expect(outcome.diagnostic?.excerpt?.position.line == 1)
        try await fixture.store.release(lease, status: .done, summary: nil)
    }

    @Test func aCancelledRunStopsWaiting() async throws {
        let fixture = try RunFixture("lock 'db'")
        let lease = try await other(fixture, holding: "db")
        let control = RunControl()
        async let outcome = fixture.run(control: control)
        await fixture.waitForEvent { if case .stepWaiting = $0 { true } else { false } }
        control.cancel(by: "bob")
        #expect(await outcome.exitCode == 130)
        try await fixture.store.release(lease, status: .done, summary: nil)
    }

    @Test func branchesTakeTurnsAndTheEndOfTheFunctionFreesIt() async throws {
        let fixture = try RunFixture(
            """
            local inside, most = 0, 0
            local values = parallel({ "x", "y", "z" }, function (name)
              return lock("db", function ()
                inside = inside + 1
                most = math.max(most, inside)
                work { label = name }
                inside = inside - 1
                return name
              end)
            end)
            return { most, table.concat(values, " ") }
            """)
        #expect(await fixture.run().value == [1, "x y z"])
        #expect(try await fixture.store.locks() == [])
    }

    @Test func aFailureInsideFreesIt() async throws {
        let fixture = try RunFixture(
            "pcall(lock, 'db', function () work { label = 'a', fail = 'bad' } end)\nlock('db', { wait = '0s' })")
        #expect(await fixture.run().exitCode == 0)
    }

    @Test func whoHasALockAndRequestsItAgainIsReported() async throws {
        for recipe in ["lock 'db' lock 'db'", "lock('db', function () lock 'db' end)"] {
            let outcome = await (try RunFixture(recipe)).run()
            #expect(outcome.diagnostic?.code == "lock.reentrant", "\(outcome)")
        }
    }

    @Test func aRunThatWasKilledHasItsLockAgainAfterItsResume() async throws {
        let fixture = try RunFixture("lock 'db' work { label = 'a' } work { label = 'b' }")
        _ = await fixture.run()
        let run = try await fixture.crashed(try await fixture.store.find("last"), after: 3)
        let held = try await fixture.store.acquire(run.id, owner: "killed")
        _ = try await fixture.store.take(LockRequest(name: "db", path: "1"), under: held, at: .now)
        try await fixture.store.release(held, status: .running, summary: nil)
        // Somebody else took it meanwhile, so the run must not go on.
        let lease = try await other(fixture, holding: "db")
        let refused = await fixture.controller().resume(
            try await fixture.store.find(run.id.description), control: RunControl())
        #expect(refused.exitCode == 4, "\(refused)")
        #expect(refused.diagnostic?.message.contains("held by run other of grace") == true)
        try await fixture.store.release(lease, status: .done, summary: nil)
        let outcome = await fixture.controller().resume(
            try await fixture.store.find(run.id.description), control: RunControl())
        #expect(outcome.exitCode == 0)
        #expect(try await fixture.store.locks() == [])
    }

    @Test func twoRunsDoNotDeployToOneEnvironmentAtOnce() async throws {
        let fixture = try RunFixture("work { label = 'a', hangs = true }", files: Self.environment)
        let control = RunControl()
        async let first = fixture.run(environment: "test", control: control)
        await fixture.world.wait { $0.running == 1 }
        let second = await fixture.run(environment: "test")
        #expect(second.exitCode == 4)
        let name = DeploymentLock.name(application: fixture.project.name, environment: "test")
        #expect(second.diagnostic?.message.hasPrefix("the lock '\(name)' is held by run ") == true)
        #expect(try await fixture.store.runs(limit: 10).count == 1)
        control.cancel(by: "ada")
        #expect(await first.exitCode == 130)
        #expect(try await fixture.store.locks() == [])
    }

    @Test func anEnvironmentCanDoWithoutALock() async throws {
        let fixture = try RunFixture(
            "work { label = 'a', hangs = true }", files: ["environments/test.lua": "return { deployment_lock = false }"]
        )
        let controls = [RunControl(), RunControl()]
        async let first = fixture.run(environment: "test", control: controls[0])
        async let second = fixture.run(environment: "test", control: controls[1])
        await fixture.world.wait { $0.running == 2 }
        for control in controls { control.cancel(by: "ada") }
        #expect(await [first.exitCode, second.exitCode] == [130, 130])
    }

    @Test(arguments: ["true", "{ wait = '1s', park = 'release' }"])
    func aParkedRunKeepsTheLockOrGivesItUp(_ rules: String) async throws {
        let fixture = try RunFixture(
            "work { label = 'a' } approval { name = 'go?' }",
            files: ["environments/test.lua": "return { deployment_lock = \(rules) }"])
        #expect(await fixture.run(environment: "test").exitCode == 3)
        #expect(await fixture.run(environment: "test").exitCode == (rules == "true" ? 4 : 3))
    }

    @Test func rulesThatMakeNoSenseAreRejected() async throws {
        let fixture = try RunFixture(
            "work {}", files: ["environments/test.lua": "return { deployment_lock = { park = 'there' } }"])
        let outcome = await fixture.run(environment: "test")
        #expect(outcome.exitCode == 2)
        #expect(outcome.diagnostic?.message.contains("park") == true)
    }
}
