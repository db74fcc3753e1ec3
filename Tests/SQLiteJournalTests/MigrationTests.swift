import Foundation
import GRDB
import JournalTestSupport
import Testing

@testable import Journal
@testable import SQLiteJournal

/// A journal of an earlier version goes on.
@Suite struct MigrationTests {
    @Test func answersOfTheFirstVersionAreKept() async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("journal-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let old = try DatabaseQueue(path: directory.appendingPathComponent("journal.sqlite").path)
        try JournalSchema.migrator.migrate(old, upTo: "1")
        try await old.write { db in
            try db.execute(
                sql: """
                    INSERT INTO run (id, uid, recipe, parameters, bundle, seed, requester, status, fence, created_at,
                                     updated_at)
                    VALUES (1, 'r1', 'a.lua', x'', x'00', 1, 'ada', 'parked', 1, 5, 6);
                    INSERT INTO approval VALUES (1, '3', 'Go?', 'a\nb', 'ops', 7, NULL, 'pending', NULL, NULL, NULL, NULL);
                    INSERT INTO approval VALUES (1, '2', 'Go?', '', '', 1, 9, 'approved', 'bob', 'cli', 'yes!', 4);
                    """)
        }
        try old.close()
        let store = try SQLiteRunStore(directory: directory)
        defer { try? store.close() }
        let records = try await store.approvals(of: RunID("r1"))
        #expect(records.map(\.state) == [.pending, .approved])
        #expect(records[0].request.details == ["a", "b"])
        #expect(records[0].request.count == 1)
        #expect(records[1].answers.map(\.user) == ["bob"])
        #expect(records[1].comment == "yes!")
        #expect(try await store.due(at: Timestamp(milliseconds: 6)) == [RunID("r1")], "it is looked at once")
    }
}

/// Runs from before there were chains.
@Suite struct UnchainedRunTests {
    private func journal(_ directory: URL) async throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let old = try DatabaseQueue(path: directory.appendingPathComponent("journal.sqlite").path)
        try JournalSchema.migrator.migrate(old, upTo: "3")
        let bundle = ContentHash(of: [1])
        try await old.write { db in
            try db.execute(
                sql: """
                    INSERT INTO run (id, uid, recipe, parameters, bundle, seed, requester, status, fence, created_at,
                                     updated_at)
                    VALUES (1, 'r1', 'a.lua', x'', ?, 1, 'ada', 'failed', 1, 5, 6);
                    INSERT INTO blob VALUES (?, x'01');
                    INSERT INTO event (run, id, kind, path, attempt, at, fence, body)
                    VALUES (1, 1, 8, '1', 1, 7, 1, x'00'), (1, 2, 2, '1', 1, 8, 1, x'01');
                    """, arguments: [Data(bundle.bytes), Data(bundle.bytes)])
        }
        try old.close()
    }

    @Test func theyAreReadAsBeforeAndChainedFromTheirNextEventOn() async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("journal-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        try await journal(directory)
        let store = try SQLiteRunStore(directory: directory)
        defer { try? store.close() }
        let run = RunID("r1")
        #expect(try await store.events(of: run).count == 2)
        #expect(try await store.find("r1").definition.project == nil)
        #expect(try await store.faults(of: run, isTakenUp: true).isEmpty)
        let lease = try await store.acquire(run, owner: "bob")
        #expect(!lease.hasLostTrail)
        try await store.append([.started("2")], under: lease)
        try await store.release(lease, status: .failed, summary: nil)
        #expect(try await store.faults(of: run, isTakenUp: true).isEmpty)
        // The chain covers what was there before it.
        try await store.write { try $0.execute(sql: "UPDATE event SET body = x'09' WHERE id = 2") }
        #expect(try await store.faults(of: run, isTakenUp: true).map(\.kind).contains(.events))
    }
}
