import Foundation
import GRDB
import JournalTestSupport
import Testing

@testable import Journal
@testable import SQLiteJournal

/// A journal that is not what was recorded is found, whatever was done to it.
@Suite struct ChainTests {
    let fixture: StoreFixture
    let run: RunID

    init() async throws {
        fixture = try StoreFixture()
        run = try await fixture.threeSteps()
    }

    private func expectRejection(_ parts: String..., at place: SourceLocation = #_sourceLocation) async throws {
        let faults = try await fixture.faults(of: run).joined(separator: "\n")
        for part in parts { #expect(faults.contains(part), "\(faults)", sourceLocation: place) }
        let before = try await fixture.store.find(run.description)
        await #expect(throws: JournalError.self, sourceLocation: place) {
            try await fixture.store.acquire(run, owner: "bob")
        }
        #expect(try await fixture.store.find(run.description) == before, "it is left as it was", sourceLocation: place)
        #expect(try await !fixture.store.hasLiveOwner(run), sourceLocation: place)
    }

    @Test func whatWasRecordedIsTakenUp() async throws {
        #expect(try await fixture.faults(of: run).isEmpty)
        let lease = try await fixture.store.acquire(run, owner: "bob")
        try await fixture.store.append([.finished("3")], under: lease)
        try await fixture.store.release(lease, status: .done, summary: nil)
        #expect(try await fixture.faults(of: run).isEmpty)
    }

    @Test(arguments: [
        "kind = 3", "path = '9'", "attempt = 2", "at = at + 1", "fence = 7", "primitive = 'other'", "revision = 9",
        "source = 'x:1'", "library = NULL", "options = x'00'", "digest = zeroblob(32)", "body = x'00'", "body = NULL",
    ])
    func eachFieldOfAnEventIsCovered(_ change: String) async throws {
        let id = change.hasPrefix("body = x") ? 2 : 3
        try fixture.tamper("UPDATE event SET \(change) WHERE id = \(id)")
        if change == "body = NULL" {
            #expect(try await fixture.faults(of: run).isEmpty, "it had none")
        } else {
            try await expectRejection("event \(id) (")
        }
    }

    @Test(arguments: [
        "recipe = 'other.lua'", "environment = NULL", "parameters = x'00'", "seed = 1", "requester = 'eve'",
        "created_at = 1", "clock = 1", "origin = 'x'", "root = '/elsewhere'", "first_bundle = zeroblob(32)",
        "genesis = zeroblob(32)",
    ])
    func eachFieldOfWhatARunIsMadeFromIsCovered(_ change: String) async throws {
        try fixture.tamper("UPDATE run SET \(change)")
        try await expectRejection("what the run is made from")
    }

    @Test func sourcesAreWhatWasPinned() async throws {
        try fixture.tamper("UPDATE run SET bundle = zeroblob(32)")
        try await expectRejection("what the run is made from", "are not in the journal")
    }

    @Test func changedSourcesAreFoundWheneverTheyAreRead() async throws {
        let hash = ContentHash(of: [1])
        try fixture.tamper("UPDATE blob SET content = x'02'")
        await #expect(throws: JournalError.damagedBlob(hash)) { try await fixture.store.content(hash) }
        try await expectRejection("their hash is another one")
        // A run that begins with the same sources puts them right.
        _ = try await fixture.store.create(
            RunDefinition.sample(), sources: [1], id: RunID("next"), owner: "ada", at: .now, history: [], lock: nil)
        #expect(try await fixture.store.content(hash) == [1])
        #expect(try await fixture.faults(of: run).isEmpty)
    }

    @Test func lostEventsAreFound() async throws {
        try fixture.tamper("DELETE FROM event WHERE id = 2")
        try await expectRejection("event 2 is missing")
        try fixture.tamper("DELETE FROM event WHERE id IN (3, 4)")
        try await expectRejection("events 2 to 4 are missing")
    }

    @Test func lastEventsAreFoundMissing() async throws {
        try fixture.tamper("DELETE FROM event WHERE id >= 4")
        try await expectRejection("events 4 to 5 are missing")
        try fixture.tamper("DELETE FROM event")
        try await expectRejection("events 1 to 5 are missing")
    }

    @Test func eventsThatMovedAreFound() async throws {
        try fixture.tamper(
            """
            UPDATE event SET id = 100 WHERE id = 2; UPDATE event SET id = 2 WHERE id = 4;
            UPDATE event SET id = 4 WHERE id = 100
            """)
        try await expectRejection("event 2 (", "event 4 (")
    }

    @Test(arguments: ["hash", "NULL", "zeroblob(32)"])
    func addedEventsAreFound(_ hash: String) async throws {
        try fixture.tamper(
            """
            INSERT INTO event (run, id, kind, path, attempt, at, fence, hash)
            SELECT run, 6, 2, '3', 1, at, fence, \(hash) FROM event WHERE id = 5
            """)
        try await expectRejection("event 6 (", "it counts 5 events, and there are 6")
    }

    @Test func anEndThatWasSetBackWithItsEventsIsFoundByTheTrail() async throws {
        try fixture.tamper(
            """
            DELETE FROM event WHERE id > 3;
            UPDATE run SET head_event = 3, head_hash = (SELECT hash FROM event WHERE id = 3)
            """)
        try await expectRejection("the journal ends with event 3", "4 finished step 2; 5 started work step 3")
    }

    @Test func hashesThatWereMadeAnewAreFoundByTheTrail() async throws {
        try fixture.tamper("UPDATE event SET body = x'00' WHERE id = 2")
        try await fixture.store.write { try SQLiteRunStore.rechain(row: 1, $0) }
        try fixture.tamper("UPDATE event SET hash = NULL")
        try await expectRejection("event 2 (finished step 1) is not what was recorded")
    }

    @Test func aRunWithoutItsHeadIsFound() async throws {
        try fixture.tamper("UPDATE run SET head_event = NULL")
        try await expectRejection("it does not say how many events there are")
    }

    @Test func anEditIsPartOfTheChain() async throws {
        let edited = try await fixture.store.put([2])
        let lease = try await fixture.store.acquire(run, owner: "bob")
        let intent = StepIntent(
            primitive: "edited", revision: 1, source: "a.lua", library: nil, options: [], digest: edited)
        let event = EventRecord(kind: .edited, path: "", at: .now, intent: intent)
        try await fixture.store.append([event], under: lease)
        try await fixture.store.release(lease, status: .failed, summary: nil)
        #expect(try await fixture.faults(of: run).isEmpty)
        // Back to the sources before the edit.
        try fixture.tamper("UPDATE run SET bundle = first_bundle")
        try await expectRejection("what the run is made from")
    }

    @Test func whatARunTookOverIsPartOfItsChain() async throws {
        let history = try await fixture.store.events(of: run).map(\.event)
        let lease = try await fixture.store.create(
            RunDefinition.sample(), sources: [1], id: RunID("again"), owner: "ada", at: .now, history: history,
            lock: nil)
        try await fixture.store.release(lease, status: .failed, summary: nil)
        #expect(try await fixture.faults(of: lease.run).isEmpty)
        try fixture.tamper("UPDATE event SET body = x'00' WHERE run = \(lease.row) AND id = 2")
        #expect(try await fixture.faults(of: lease.run).first?.contains("event 2 (") == true)
    }
}

/// A person can have a run go on all the same, and that is recorded.
@Suite struct AcceptanceTests {
    let fixture: StoreFixture
    let run: RunID

    init() async throws {
        fixture = try StoreFixture()
        run = try await fixture.threeSteps()
    }

    @Test(arguments: [
        "UPDATE event SET body = x'00' WHERE id = 2", "DELETE FROM event WHERE id = 2",
        "DELETE FROM event WHERE id > 3",
        "UPDATE run SET seed = 1", "DELETE FROM event", "UPDATE run SET head_event = NULL",
    ])
    func whatIsAcceptedIsCoveredFromThenOn(_ change: String) async throws {
        try fixture.tamper(change)
        let lease = try await fixture.store.acquire(
            run, owner: "bob", reclaimsLocks: true, accepting: StoreFixture.acceptance())
        try await fixture.store.append([.started("4")], under: lease)
        try await fixture.store.release(lease, status: .failed, summary: nil)
        #expect(try await fixture.faults(of: run).isEmpty)
        let kinds = try await fixture.store.events(of: run).map(\.event.kind)
        #expect(kinds.suffix(2) == [.accepted, .started])
        // It is what it was when it was accepted, or it is found again.
        try fixture.tamper("UPDATE event SET at = at + 1 WHERE kind <> 14")
        #expect(try await !fixture.faults(of: run).isEmpty)
        try fixture.tamper("UPDATE event SET at = at - 1 WHERE kind <> 14")
        #expect(try await fixture.faults(of: run).isEmpty)
    }

    @Test func aMovedProjectIsRecorded() async throws {
        let place = RunProject(root: "/srv/elsewhere", isAroundState: false)
        let acceptance = Acceptance(
            event: EventRecord(kind: .accepted, path: "", at: .now), damage: false, project: place)
        let lease = try await fixture.store.acquire(run, owner: "bob", reclaimsLocks: true, accepting: acceptance)
        try await fixture.store.release(lease, status: .failed, summary: nil)
        #expect(try await fixture.store.find("last").definition.project == place)
        #expect(try await fixture.faults(of: run).isEmpty)
        try fixture.tamper("UPDATE event SET body = x'00' WHERE id = 2")
        await #expect(throws: JournalError.self) {
            try await fixture.store.acquire(run, owner: "bob", reclaimsLocks: true, accepting: acceptance)
        }
    }
}
