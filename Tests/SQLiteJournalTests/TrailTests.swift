import Foundation
import GRDB
import JournalTestSupport
import Testing

@testable import Journal
@testable import SQLiteJournal

/// A journal that went back is found by the run's trail.
@Suite struct TrailTests {
    let fixture: StoreFixture
    private var database: URL { fixture.directory.appendingPathComponent("journal.sqlite") }

    init() throws { fixture = try StoreFixture() }

    private func copy(_ name: String, to folder: URL) throws {
        try FileManager.default.copyItem(
            at: fixture.directory.appendingPathComponent(name), to: folder.appendingPathComponent(name))
    }

    /// A run that goes on after the journal was copied; the copy is put back.
    /// - Parameter keepsLog: whether the write-ahead log of the newer one stays beside it.
    private func journalThatWentBack(keepsLog: Bool) async throws -> (StoreFixture.Closed, RunID) {
        let run = try await fixture.threeSteps()
        let old = FileManager.default.temporaryDirectory.appendingPathComponent("old-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: old, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: old) }
        try await fixture.store.compact()
        try copy("journal.sqlite", to: old)
        let lease = try await fixture.store.acquire(run, owner: "bob")
        try await fixture.store.append([.finished("3"), .started("4")], under: lease)
        try await fixture.store.append([.finished("4")], under: lease)
        let closed = StoreFixture.Closed()
        try copy("runs", to: closed.directory)
        if keepsLog { try copy("journal.sqlite-wal", to: closed.directory) }
        try FileManager.default.copyItem(
            at: old.appendingPathComponent("journal.sqlite"),
            to: closed.directory.appendingPathComponent("journal.sqlite"))
        return (closed, run)
    }

    @Test(arguments: [false, true])
    func anOldCopyIsNotResumed(keepsLog: Bool) async throws {
        let (closed, run) = try await journalThatWentBack(keepsLog: keepsLog)
        let store = try SQLiteRunStore(directory: closed.directory)
        defer { try? store.close() }
        let events = try await store.events(of: run).count
        let faults = try await store.faults(of: run, isTakenUp: true)
        // A log that fits brings the newer state back; what there is no more is named.
        guard events < 8 else { return #expect(faults.isEmpty) }
        #expect(faults.contains { $0.kind == .loss && $0.description.contains("finished step 4") }, "\(faults)")
        await #expect(throws: JournalError.self) { try await store.acquire(run, owner: "eve") }
    }

    @Test func aLogThatIsCutAtADamagedByteIsFound() async throws {
        let lease = try await fixture.run()
        for step in 1...20 {
            try await fixture.store.append([.started("\(step)"), .finished("\(step)")], under: lease)
        }
        let size = try Data(contentsOf: fixture.directory.appendingPathComponent("journal.sqlite-wal")).count
        var losses = 0
        for back in stride(from: 3_000, to: size - 40_000, by: 9_973) {
            let closed = StoreFixture.Closed()
            for name in ["journal.sqlite", "journal.sqlite-wal", "runs"] { try copy(name, to: closed.directory) }
            let log = closed.directory.appendingPathComponent("journal.sqlite-wal")
            var bytes = try Data(contentsOf: log)
            bytes[bytes.count - back] ^= 1
            try bytes.write(to: log)
            let store = try SQLiteRunStore(directory: closed.directory)
            defer { try? store.close() }
            guard let record = try? await store.find("last") else { continue }
            let left = try await store.events(of: record.id).count
            let faults = try await store.faults(of: record.id, isTakenUp: true)
            #expect(faults.contains { $0.kind == .loss } == (left < 40), "\(back) bytes before the end, \(left) events")
            if left < 40 { losses += 1 }
        }
        #expect(losses > 0)
    }

    @Test func aTrailThatLagsBehindIsBroughtUpToDate() async throws {
        let run = try await fixture.threeSteps()
        let url = EventTrail.url(of: run, in: fixture.directory)
        let whole = try String(contentsOf: url, encoding: .utf8)
        // Killed between a commit and the line, and in the middle of a line.
        let cut = whole.split(separator: "\n").prefix(3).joined(separator: "\n") + "\n4 1234"
        try Data(cut.utf8).write(to: url)
        #expect(try await fixture.faults(of: run).isEmpty)
        let lease = try await fixture.store.acquire(run, owner: "bob")
        #expect(!lease.hasLostTrail)
        try await fixture.store.release(lease, status: .failed, summary: nil)
        #expect(EventTrail.entries(of: run, in: fixture.directory)?.map(\.event) == [1, 2, 3, 4, 5])
    }

    @Test func aTrailThatIsGoneIsReportedAndMadeAnew() async throws {
        let run = try await fixture.threeSteps()
        let url = EventTrail.url(of: run, in: fixture.directory)
        let whole = try Data(contentsOf: url)
        try FileManager.default.removeItem(at: url.deletingLastPathComponent())
        let lease = try await fixture.store.acquire(run, owner: "bob")
        #expect(lease.hasLostTrail)
        try await fixture.store.release(lease, status: .failed, summary: nil)
        #expect(try Data(contentsOf: url) == whole)
    }

    @Test func whatIsAcceptedEndsTheTrailBeforeIt() async throws {
        let run = try await fixture.threeSteps()
        try fixture.tamper(
            """
            DELETE FROM event WHERE id > 3;
            UPDATE run SET head_event = 3, head_hash = (SELECT hash FROM event WHERE id = 3)
            """)
        let lease = try await fixture.store.acquire(
            run, owner: "bob", reclaimsLocks: true, accepting: StoreFixture.acceptance())
        try await fixture.store.release(lease, status: .failed, summary: nil)
        #expect(try await fixture.faults(of: run).isEmpty)
        #expect(EventTrail.entries(of: run, in: fixture.directory)?.map(\.event) == [1, 2, 3, 4])
    }

    @Test func aTrailThatCannotBeWrittenStopsNothing() async throws {
        try Data().write(to: fixture.directory.appendingPathComponent("runs"))
        let lease = try await fixture.run()
        try await fixture.store.append([.started("1")], under: lease)
        try await fixture.store.release(lease, status: .failed, summary: nil)
        #expect(fixture.store.trailFault?.contains("Not a directory") == true)
        #expect(try await fixture.store.acquire(lease.run, owner: "bob").hasLostTrail)
    }
}

extension StoreFixture {
    /// A folder for a journal that no store has open.
    final class Closed: Sendable {
        let directory: URL

        init() {
            directory = FileManager.default.temporaryDirectory.appendingPathComponent("closed-\(UUID().uuidString)")
            try? FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(at: directory) }
    }
}
