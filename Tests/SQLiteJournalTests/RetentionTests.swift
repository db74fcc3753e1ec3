import Foundation
import GRDB
import JournalTestSupport
import Testing

@testable import Journal
@testable import SQLiteJournal

/// Old runs go, with all that belongs to them and nothing else.
@Suite struct RetentionTests {
    let fixture: StoreFixture
    let store: SQLiteRunStore

    init() throws {
        fixture = try StoreFixture()
        store = fixture.store
    }

    private func counts() async throws -> [Int] {
        try await store.read { db in
            try ["event", "approval", "answer", "blob"].map { table in
                try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? -1
            }
        }
    }

    @Test func nothingOfARunStays() async throws {
        for name in ["a1", "a2"] { try await store.end(name) }
        #expect(try await store.prune(keep: 0).runs.count == 2)
        #expect(try await counts() == [0, 0, 0, 0])
    }

    @Test func compactingGivesRoomBack() async throws {
        for number in 0..<40 {
            try await store.end("r\(number)", sources: [UInt8](repeating: UInt8(number), count: 20_000))
        }
        _ = try await store.prune(keep: 1)
        let before = try await store.size()
        #expect(before.free > 39 * 20_000)
        try await store.compact()
        let after = try await store.size()
        #expect(after.free == 0)
        #expect(after.total < before.total - 39 * 20_000)
        #expect(try await store.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
        #expect(try await store.names() == ["r39"])
    }
}
