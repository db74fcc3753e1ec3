import Foundation
import GRDB
import JournalTestSupport
import Testing

@testable import Journal
@testable import SQLiteJournal

@Suite struct EventTests {
    @Test func everyCommitIsSynced() async throws {
        let fixture = try StoreFixture()
        // Of the connection that writes.
        let (mode, synchronous) = try await fixture.store.write { db in
            (try String.fetchOne(db, sql: "PRAGMA journal_mode"), try Int.fetchOne(db, sql: "PRAGMA synchronous"))
        }
        #expect(mode == "wal")
        #expect(synchronous == 2)
    }

    @Test func anOutdatedEntryIsRejectedAndTheOthersOfItsBatchGoIn() async throws {
        let fixture = try StoreFixture()
        let lease = try await fixture.run()
        let outdated = RunLease(run: lease.run, row: lease.row, fence: 0)
        let entries: [GroupCommit.Entry] = [
            GroupCommit.Entry(events: [.started("1")], lease: lease),
            GroupCommit.Entry(events: [.started("x"), .started("y")], lease: outdated),
            GroupCommit.Entry(events: [.started("2")], lease: lease),
        ]
        let refusals = try await fixture.store.write { db in
            try SQLiteRunStore.insert(entries, db).map(\.rejection)
        }
        #expect(refusals == [nil, .fenced(lease.run), nil])
        #expect(try await fixture.store.events(of: lease.run).map(\.event.path) == ["1", "2"])
    }

    @Test func whatWaitsDuringACommitSharesTheNext() async throws {
        let gate = CommitGate()
        let commits = GroupCommit { batch in
            await gate.commit(batch)
            return batch.map { _ in nil }
        }
        let lease = RunLease(run: RunID("r"), row: 1, fence: 1)
        async let first: Void = commits.append([.started("first")], under: lease)
        await gate.waitUntilCommitting()
        let others = (0..<10).map { index in
            Task { try await commits.append([.started("\(index)")], under: lease) }
        }
        while await commits.waiting.count < 10 { await Task.yield() }
        await gate.open()
        try await first
        for other in others { try await other.value }
        #expect(await gate.sizes == [1, 10])
    }

    @Test func aFailedCommitFailsAllThatWereInIt() async throws {
        let commits = GroupCommit { _ in throw JournalError.unusable(path: "journal", reason: "disk full") }
        let lease = RunLease(run: RunID("r"), row: 1, fence: 1)
        await #expect(throws: JournalError.unusable(path: "journal", reason: "disk full")) {
            try await commits.append([.started("1")], under: lease)
        }
        await #expect(throws: JournalError.self) { try await commits.append([.started("2")], under: lease) }
    }

}

/// Holds the first commit until it is opened.
private actor CommitGate {
    private(set) var sizes: [Int] = []
    private var isOpen = false
    private var holder: CheckedContinuation<Void, Never>?
    private var watcher: CheckedContinuation<Void, Never>?

    func commit(_ batch: [GroupCommit.Entry]) async {
        sizes.append(batch.count)
        watcher?.resume()
        watcher = nil
        if !isOpen { await withCheckedContinuation { holder = $0 } }
    }

    func waitUntilCommitting() async {
        if sizes.isEmpty { await withCheckedContinuation { watcher = $0 } }
    }

    func open() {
        isOpen = true
        holder?.resume()
        holder = nil
    }
}
