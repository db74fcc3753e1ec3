import Foundation
import Journal
import LuaValues
import SQLiteJournal
import Testing
import WorkerProtocol

@testable import Recipes

@Suite(.timeLimit(.minutes(10))) struct ResumeTests {
    @Test func stepsOnRecordAreNotRepeatedWhereverTheCrashWas() async throws {
        let fixture = try RunFixture(
            """
            local seen = {}
            log("begin")
            seen[1] = work { label = "a", value = "A" }
            parallel({ "x", "y" }, function (name)
              local value = work { label = name, value = name }
              seen[#seen + 1] = value
            end)
            log("middle")
            seen[4] = work { label = "b", value = "B" }
            return seen
            """)
        let value = await fixture.run().value
        let whole = try await fixture.store.find("last")
        let events = try await fixture.store.events(of: whole.id)
        for count in 1...events.count {
            let run = try await fixture.crashed(whole, after: count)
            let before = fixture.world.now.performed.count
            let outcome = await fixture.controller().resume(run, control: RunControl())
            let recorded = events.prefix(count).filter { $0.event.kind.endsStep }.count
            #expect(outcome.exitCode == 0, "after \(count): \(outcome.diagnostic?.rendered ?? "")")
            #expect(fixture.world.now.performed.count - before == 4 - recorded, "after \(count)")
            if recorded >= 3 { #expect(outcome.value == value, "after \(count)") }
            #expect(try await fixture.store.find(run.id.description).status == .done)
        }
    }

    @Test func whatWasSaidBeforeIsNotSaidAgain() async throws {
        let fixture = try RunFixture("log('a') work { label = 'one' } log('b') work { label = 'two' } log('c')")
        _ = await fixture.run()
        let run = try await fixture.crashed(try await fixture.store.find("last"), after: 3)
        _ = await fixture.controller().resume(run, control: RunControl())
        #expect(fixture.logged == ["a", "b", "c", "c"])
        #expect(fixture.outcomes["1"]?.isReplayed == true)
        #expect(fixture.outcomes["2"]?.isReplayed == false)
    }

    @Test func theSourcesOfTheFirstBeginningCount() async throws {
        let fixture = try RunFixture("work { label = 'one' } work { label = 'two' }")
        _ = await fixture.run()
        let run = try await fixture.crashed(try await fixture.store.find("last"), after: 2)
        try Data("fail('edited')".utf8).write(to: fixture.project.root.appendingPathComponent(RunFixture.recipe))
        #expect(await fixture.controller().resume(run, control: RunControl()).exitCode == 0)
    }

    @Test func timeAndRandomNumbersStayWhatTheyWere() async throws {
        // A second goes by between the beginning of the run and its first entry in the journal.
        let fixture = try RunFixture(
            """
            next_second()
            local t, r = os.time(), math.random(1 << 40)
            work { seen = t }
            return { t, r, work { seen = r, value = math.random(1 << 40) } }
            """)
        let value = try #require(await fixture.run().value)
        let outcome = try await fixture.resume()
        #expect(outcome.value == value, "\(outcome)")
        #expect(fixture.world.now.performed.count == 2)
    }

    @Test func anAdoptableStepInDoubtIsAdopted() async throws {
        let fixture = try RunFixture("return create { label = 'c', value = 'made' }")
        _ = await fixture.run()
        let run = try await fixture.crashed(try await fixture.store.find("last"), after: 1)
        fixture.world.adopt("1", "adopted")
        #expect(await fixture.controller().resume(run, control: RunControl()).value == "adopted")
        #expect(fixture.world.now.performed == ["c"])
    }

    @Test func anUnsafeStepInDoubtNeedsAPerson() async throws {
        let fixture = try RunFixture("launch { label = 'l' }")
        _ = await fixture.run()
        let run = try await fixture.crashed(try await fixture.store.find("last"), after: 1)
        let outcome = await fixture.controller().resume(run, control: RunControl())
        #expect(outcome.exitCode == 5)
        #expect(outcome.diagnostic?.code == "in_doubt")
        #expect(outcome.diagnostic?.excerpt?.position.line == 1)
        #expect(try await fixture.store.find(run.id.description).status == .needsAttention)
        #expect(fixture.world.now.performed == ["l"])
    }

    @Test func aRunIsResumedByOneProcessOnly() async throws {
        let fixture = try RunFixture("work { label = 'slow', hangs = true }")
        let control = RunControl()
        async let first = fixture.run(control: control)
        await fixture.world.wait { $0.running == 1 }
        let run = try await fixture.store.find("last")
        let other = try SQLiteRunStore(directory: fixture.project.state)
        defer { try? other.close() }
        for store in [fixture.store, other] {
            let outcome = await fixture.controller(store: store).resume(run, control: RunControl())
            #expect(outcome.exitCode == 4)
            #expect(outcome.diagnostic?.message == "run \(run.id) is being executed by \(ProcessName.current)")
        }
        control.cancel(by: "ada")
        #expect(await first.exitCode == 130)
        #expect(fixture.world.now.performed == ["slow"])
    }

    @Test func ofTwoThatResumeAtOnceOneIsRejected() async throws {
        let fixture = try RunFixture("work { label = 'a', hangs = true }")
        let first = RunControl()
        async let begun = fixture.run(control: first)
        await fixture.world.wait { $0.running == 1 }
        let run = try await fixture.crashed(try await fixture.store.find("last"), after: 1)
        first.cancel(by: "ada")
        _ = await begun
        let controls = [RunControl(), RunControl()]
        let codes = await withTaskGroup(of: Int32.self, returning: [Int32].self) { group in
            for control in controls {
                group.addTask { await fixture.controller().resume(run, control: control).exitCode }
            }
            // The one that was rejected ends at once; the other one waits to be cancelled.
            var codes = [await group.next() ?? 0]
            for control in controls { control.cancel(by: "ada") }
            for await code in group { codes.append(code) }
            return codes
        }
        #expect(codes == [4, 130])
    }

    @Test func aTaskThatIsCancelledStopsItsStepsAndLeavesARunToResume() async throws {
        let fixture = try RunFixture("work { label = 'one' }\nwork { label = 'slow', hangs = true }")
        let task = Task { await fixture.run() }
        await fixture.world.wait { $0.performed.contains("slow") }
        task.cancel()
        let outcome = await task.value
        #expect(outcome.diagnostic?.code == "worker_lost", "\(outcome)")
        #expect(try await fixture.store.find("last").status == .running)
        #expect(try await !fixture.store.hasLiveOwner(fixture.store.find("last").id))
        #expect(fixture.world.now.running == 0)
        #expect(fixture.world.now.cancelled == ["slow"])
        let control = RunControl()
        async let resumed = fixture.resume(control: control)
        await fixture.world.wait { $0.performed.count == 3 }
        control.cancel(by: "ada")
        #expect(try await resumed.exitCode == 130)
        #expect(fixture.world.now.performed == ["one", "slow", "slow"])
    }

    @Test func aCancelledRunStaysCancelled() async throws {
        let fixture = try RunFixture("work { label = 'slow', hangs = true }")
        let control = RunControl()
        async let first = fixture.run(control: control)
        await fixture.world.wait { $0.running == 1 }
        control.cancel(by: "bob")
        #expect(await first.summary == "cancelled by bob")
        #expect(try await fixture.resume().summary == "cancelled by bob")
        #expect(fixture.world.now.performed == ["slow"])
    }

    @Test func aRequestFromAnotherProcessIsSeen() async throws {
        let fixture = try RunFixture("work { label = 'slow', hangs = true }")
        async let outcome = fixture.run()
        await fixture.world.wait { $0.running == 1 }
        try await fixture.store.requestCancel(of: try await fixture.store.find("last").id, by: "carol")
        #expect(await outcome.summary == "cancelled by carol")
        #expect(try await fixture.store.find("last").status == .cancelled)
    }

    @Test func aControlThatWasUsedBeforeTheRunCancelsItAtOnce() async throws {
        let fixture = try RunFixture("work { label = 'one' } work { label = 'two' }")
        let control = RunControl()
        control.cancel(by: "ada")
        #expect(await fixture.run(control: control).exitCode == 130)
        #expect(!fixture.world.now.performed.contains("two"))
    }
}
