import Foundation
import GRDB
import Testing

@testable import Journal

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
        #expect(try await store.woken(at: Timestamp(milliseconds: 6)) == [RunID("r1")], "it is looked at once")
    }
}
