import Foundation
import GRDB
import Testing

@testable import Journal

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

    @Test func aRunIsFoundAsItWasRecorded() async throws {
        let fixture = try StoreFixture()
        let lease = try await fixture.run()
        let record = try await fixture.store.find(lease.run.description)
        #expect(record.definition == StoreFixture.definition())
        #expect(record.status == .running)
        #expect(record.fence == 1)
        #expect(record.owner == "ada@here, process 1")
        #expect(record.summary == nil)
    }

    @Test func eventsComeBackInOrderAndWhole() async throws {
        let fixture = try StoreFixture()
        let lease = try await fixture.run()
        let events: [EventRecord] = [.started("1"), .finished("1"), .started("2"), .finished("2")]
        try await fixture.store.append(Array(events[0..<1]), under: lease)
        try await fixture.store.append(Array(events[1...]), under: lease)
        let stored = try await fixture.store.events(of: lease.run)
        #expect(stored.map(\.id) == [1, 2, 3, 4])
        #expect(stored.map(\.event) == events)
    }

    @Test func eachRunCountsItsOwnEvents() async throws {
        let fixture = try StoreFixture()
        let (one, two) = (try await fixture.run("one"), try await fixture.run("two"))
        try await fixture.store.append([.started("1")], under: one)
        try await fixture.store.append([.started("1"), .finished("1")], under: two)
        try await fixture.store.append([.finished("1")], under: one)
        #expect(try await fixture.store.events(of: one.run).map(\.id) == [1, 2])
        #expect(try await fixture.store.events(of: two.run).map(\.id) == [1, 2])
    }

    @Test func manyAppendersLeaveNoGapAndNoEntryTornApart() async throws {
        let fixture = try StoreFixture()
        let lease = try await fixture.run()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for branch in 0..<100 {
                group.addTask {
                    try await fixture.store.append([.started("\(branch)"), .finished("\(branch)")], under: lease)
                }
            }
            try await group.waitForAll()
        }
        let stored = try await fixture.store.events(of: lease.run)
        #expect(stored.map(\.id) == Array(1...200))
        for index in stride(from: 0, to: 200, by: 2) {
            #expect(stored[index].event.path == stored[index + 1].event.path)
        }
        #expect(Set(stored.map(\.event.path)).count == 100)
    }

    @Test func anOutdatedEntryIsRefusedAndTheOthersOfItsBatchGoIn() async throws {
        let fixture = try StoreFixture()
        let lease = try await fixture.run()
        let outdated = RunLease(run: lease.run, row: lease.row, fence: 0)
        let entries: [GroupCommit.Entry] = [
            GroupCommit.Entry(events: [.started("1")], lease: lease),
            GroupCommit.Entry(events: [.started("x"), .started("y")], lease: outdated),
            GroupCommit.Entry(events: [.started("2")], lease: lease),
        ]
        let refusals = try await fixture.store.write { db in
            try SQLiteRunStore.insert(entries, db).map(\.refusal)
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

    @Test func blobsAreKeptOnceUnderTheirHash() async throws {
        let fixture = try StoreFixture()
        let hash = try await fixture.store.put([1, 2, 3])
        #expect(try await fixture.store.put([1, 2, 3]) == hash)
        #expect(hash.description == "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81")
        #expect(try await fixture.store.content(hash) == [1, 2, 3])
        let missing = ContentHash(of: [4])
        await #expect(throws: JournalError.missingBlob(missing)) { try await fixture.store.content(missing) }
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
