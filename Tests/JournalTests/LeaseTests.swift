import Foundation
import Testing

@testable import Journal

@Suite struct LeaseTests {
    @Test func twoStoresExcludeEachOther() async throws {
        let fixture = try StoreFixture()
        let lease = try await fixture.run()
        let other = try SQLiteRunStore(directory: fixture.directory)
        defer { try? other.close() }
        await #expect(throws: JournalError.runIsHeld(lease.run, by: "ada@here, process 1")) {
            try await other.acquire(lease.run, owner: "bob")
        }
        try await fixture.store.release(lease, status: .parked, summary: "waits")
        #expect(try await other.find("last").status == .parked)
        let second = try await other.acquire(lease.run, owner: "bob")
        #expect(second.fence == 2)
        #expect(try await fixture.store.find("last").owner == "bob")
    }

    @Test func oneStoreGivesARunAwayOnce() async throws {
        for _ in 0..<20 {
            let fixture = try StoreFixture()
            let lease = try await fixture.run()
            try await fixture.store.release(lease, status: .failed, summary: nil)
            let winners = await withTaskGroup(of: Bool.self, returning: Int.self) { group in
                for owner in 0..<8 {
                    group.addTask { (try? await fixture.store.acquire(lease.run, owner: "\(owner)")) != nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(winners == 1)
        }
    }

    @Test func aHolderThatWasOvertakenCanWriteNothing() async throws {
        let fixture = try StoreFixture()
        let old = try await fixture.run()
        try await fixture.store.append([.started("1")], under: old)
        // The lock is lost in a way the holder does not see.
        fixture.store.lock.unlock(old.row)
        let other = try SQLiteRunStore(directory: fixture.directory)
        defer { try? other.close() }
        let new = try await other.acquire(old.run, owner: "bob")
        await #expect(throws: JournalError.fenced(old.run)) {
            try await fixture.store.append([.finished("1")], under: old)
        }
        await #expect(throws: JournalError.fenced(old.run)) {
            try await fixture.store.release(old, status: .done, summary: nil)
        }
        try await other.append([.finished("1")], under: new)
        #expect(try await other.find("last").status == .running)
        #expect(try await other.events(of: old.run).map(\.event.kind) == [.started, .finished])
    }

    @Test func anOutdatedLeaseDoesNotFreeItsSuccessorsLock() async throws {
        let fixture = try StoreFixture()
        let old = try await fixture.run()
        try await fixture.store.release(old, status: .parked, summary: nil)
        _ = try await fixture.store.acquire(old.run, owner: "bob")
        await #expect(throws: JournalError.fenced(old.run)) {
            try await fixture.store.release(old, status: .failed, summary: nil)
        }
        let other = try SQLiteRunStore(directory: fixture.directory)
        defer { try? other.close() }
        for store in [fixture.store, other] {
            await #expect(throws: JournalError.runIsHeld(old.run, by: "bob")) {
                try await store.acquire(old.run, owner: "eve")
            }
        }
    }

    @Test func aRunThatIsNotThereCannotBeTaken() async throws {
        let fixture = try StoreFixture()
        await #expect(throws: JournalError.noSuchRun("nobody")) {
            try await fixture.store.acquire(RunID("nobody"), owner: "ada")
        }
    }

    @Test func theFirstWhoAsksForCancellationIsRemembered() async throws {
        let fixture = try StoreFixture()
        let lease = try await fixture.run()
        try await fixture.store.requestCancel(of: lease.run, by: "ada")
        try await fixture.store.requestCancel(of: lease.run, by: "bob")
        #expect(try await fixture.store.find("last").cancelRequestedBy == "ada")
    }
}

@Suite struct FindTests {
    @Test func runsAreFoundByNamePartAndLast() async throws {
        let fixture = try StoreFixture()
        for name in ["261124-030405-aaaa", "261124-030406-bbbb", "261125-000000-cccc"] {
            _ = try await fixture.run(name)
        }
        let store = fixture.store
        #expect(try await store.find("last").id == RunID("261125-000000-cccc"))
        #expect(try await store.find("261124-030405-aaaa").id == RunID("261124-030405-aaaa"))
        #expect(try await store.find("bbbb").id == RunID("261124-030406-bbbb"))
        await #expect(
            throws: JournalError.ambiguousRun("261124", matches: ["261124-030406-bbbb", "261124-030405-aaaa"])
        ) { try await store.find("261124") }
        for nothing in ["dddd", "", "%", "_"] {
            await #expect(throws: JournalError.noSuchRun(nothing)) { try await store.find(nothing) }
        }
        #expect(try await store.runs(limit: 2).map(\.id.description) == ["261125-000000-cccc", "261124-030406-bbbb"])
    }

    @Test func anEmptyJournalHasNoLastRun() async throws {
        let fixture = try StoreFixture()
        await #expect(throws: JournalError.noSuchRun("last")) { try await fixture.store.find("last") }
    }

    @Test func namesSortByTime() {
        let early = RunID.fresh(at: Timestamp(milliseconds: 1_700_000_000_000))
        let late = RunID.fresh(at: Timestamp(milliseconds: 1_700_000_001_000))
        #expect(early.description.hasPrefix("231114-221320-"))
        #expect(early < late)
        #expect(early.description.count == "yymmdd-hhmmss-xxxx".count)
    }
}

@Suite struct UnusableJournalTests {
    @Test func aFileInThePlaceOfTheFolderIsNamed() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("file-\(UUID().uuidString)")
        try Data("x".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let error = #expect(throws: JournalError.self) { try SQLiteRunStore(directory: file) }
        #expect(error?.description.contains(file.path) == true)
    }

    @Test func aFileThatIsNoDatabaseIsNamed() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("folder-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("journal.sqlite").path
        try Data(repeating: 120, count: 4096).write(to: URL(fileURLWithPath: path))
        #expect(throws: JournalError.unusable(path: path, reason: "it is not a journal of Moondock, or is damaged")) {
            try SQLiteRunStore(directory: folder)
        }
    }
}
