import Foundation
import Journal
import JournalTestSupport
import LuaValues
import Synchronization
import Testing

@testable import Recipes

/// A run goes on only with what was recorded of it.
@Suite(.timeLimit(.minutes(10))) struct IntegrityTests {
    private static let recipe = "local v = work { label = 'a', value = 'one' } approval 'go' work { label = v }"

    /// A run that waits after its first step.
    private func parked(_ recipe: String = Self.recipe) async throws -> (RunFixture, RunRecord) {
        let fixture = try RunFixture(recipe)
        #expect(await fixture.run().exitCode == 3)
        return (fixture, try await fixture.store.find("last"))
    }

    private func tamper(_ fixture: RunFixture, _ sql: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
        process.arguments = [fixture.project.state.appendingPathComponent("journal.sqlite").path, sql]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    private func yes(_ run: RunRecord, _ store: any RunStore) async throws {
        let answer = ApprovalAnswer(
            isApproved: true, identity: Identity(user: "bob", groups: []), channel: "cli", comment: nil)
        _ = try await store.decide(run: run.id, path: nil, answer: answer, at: .now)
    }

    private func resume(
        _ run: RunRecord, _ fixture: RunFixture, in project: Project? = nil, accepting accepted: RunAcceptance = .init()
    ) async -> RunOutcome {
        await fixture.controller(project: project, accepted: accepted).resume(run, control: RunControl())
    }

    @Test(arguments: [
        "UPDATE event SET body = x'63747776' WHERE kind = 2", "DELETE FROM event WHERE kind = 2",
        "UPDATE blob SET content = x'00'", "UPDATE run SET parameters = x'00'",
        "UPDATE approval SET state = 'approved', decided_by = 'dana', decided_at = 1",
    ])
    func whatWasChangedStopsATakeUpBeforeItDoesAnything(_ change: String) async throws {
        let (fixture, run) = try await parked()
        try tamper(fixture, change)
        let changed = try await fixture.store.find("last")
        for _ in 1...2 {
            let outcome = await resume(changed, fixture)
            #expect(outcome.exitCode == 5, "\(outcome)")
            #expect(outcome.diagnostic?.hint?.contains("nothing more was begun") == true, "\(outcome)")
        }
        #expect(try await fixture.store.find("last") == changed, "it still waits")
        #expect(fixture.world.now.performed == ["a"])
        #expect(run.id == changed.id)
    }

    @Test func aRunThatIsCancelledIsLookedAtToo() async throws {
        let (fixture, run) = try await parked()
        try tamper(fixture, "UPDATE event SET body = x'63747776' WHERE kind = 2")
        let control = RunControl()
        control.cancel(by: "ada")
        #expect(await fixture.controller().resume(run, control: control).exitCode == 5)
    }

    @Test func aRerunTakesOverNothingThatWasChanged() async throws {
        let (fixture, run) = try await parked()
        try tamper(fixture, "UPDATE event SET body = x'63747776' WHERE kind = 2")
        let outcome = await fixture.controller().rerun(run, from: "2", id: .fresh(), control: RunControl())
        #expect(outcome.exitCode == 5, "\(outcome)")
        // What takes over nothing needs what the run was made from, and no more.
        #expect(await fixture.controller().rerun(run, from: nil, id: .fresh(), control: RunControl()).exitCode == 3)
    }

    @Test func whatIsAcceptedGoesOnAndIsRecorded() async throws {
        let (fixture, run) = try await parked()
        try tamper(fixture, "UPDATE event SET at = 5 WHERE kind = 2")
        try await yes(run, fixture.store)
        let outcome = await resume(run, fixture, accepting: RunAcceptance(damage: true))
        #expect(outcome.exitCode == 0, "\(outcome)")
        #expect(fixture.world.now.performed == ["a", "one"])
        let accepted = try await fixture.store.events(of: run.id).map(\.event).first { $0.kind == .accepted }
        let body = try LuaValue(decoding: try #require(accepted?.body))
        #expect(body["by"] == "ada")
        #expect(body["damage"].table?.items.count == 1)
        #expect(try await fixture.store.faults(of: run.id, isTakenUp: false).isEmpty)
    }

    @Test func acceptingNothingRecordsNothing() async throws {
        let (fixture, run) = try await parked()
        try await yes(run, fixture.store)
        #expect(await resume(run, fixture, accepting: RunAcceptance(damage: true, project: true)).exitCode == 0)
        #expect(try await !fixture.store.events(of: run.id).contains { $0.event.kind == .accepted })
    }

    @Test func aForgedApprovalIsSeenByAProcessThatWaits() async throws {
        let fixture = try RunFixture("pcall(function () approval 'go' end) work { label = 'after' }")
        async let outcome = fixture.run(approvals: .wait)
        await fixture.waitForEvent { if case .stepWaiting = $0 { true } else { false } }
        try tamper(fixture, "UPDATE approval SET state = 'approved', decided_by = 'dana', decided_at = 1")
        // Not an error that a recipe could catch.
        #expect(await outcome.exitCode == 5)
        #expect(fixture.world.now.performed == [])
        #expect(try await fixture.store.find("last").status == .needsAttention)
    }

    @Test(arguments: [
        JournalError.unusable(path: "journal", reason: "no space"), .replaced(path: "journal", isThere: false),
        .damaged(RunID("r"), []), .turnIsHeld(nil),
    ])
    func aJournalAtFaultIsNoErrorARecipeCanCatch(_ error: JournalError) async throws {
        let fixture = try RunFixture("pcall(lock, 'db') work { label = 'after' }")
        let store = InterceptedStore(store: fixture.store) { write in
            if case .other("take") = write { throw error }
        }
        let outcome = await fixture.controller(store: store).start(
            recipe: RunFixture.recipe, environment: nil, parameters: [:], id: .fresh(), control: RunControl())
        #expect(outcome.exitCode == (error.needsPerson ? 5 : error == .turnIsHeld(nil) ? 4 : 1), "\(outcome)")
        #expect(fixture.world.now.performed == [])
    }

    @Test func whatCannotBeRecordedIsNotTriedAgain() async throws {
        let fixture = try RunFixture("work { label = 'a' }")
        let tries = Mutex(0)
        let store = InterceptedStore(store: fixture.store) { write in
            guard case .other("create") = write else { return }
            tries.withLock { $0 += 1 }
            throw JournalError.unusable(path: "journal", reason: "no space")
        }
        let outcome = await fixture.controller(store: store).start(
            recipe: RunFixture.recipe, environment: nil, parameters: [:], id: .fresh(), control: RunControl())
        #expect(outcome.exitCode == 1)
        #expect(outcome.diagnostic?.code == Diagnostic.notRecorded)
        #expect(tries.withLock { $0 } == 1)
        #expect(fixture.world.now.performed == [])
    }
}
