import Foundation
import GRDB
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

    /// A run with two events and an approval.
    private func run(
        _ name: String, _ status: RunStatus = .done, recipe: String = "release.lua", sources: [UInt8] = [1],
        began: Int64 = 1000
    ) async throws {
        let definition = RunDefinition(
            recipe: recipe, environment: nil, parameters: [], bundle: ContentHash(of: sources), seed: 1,
            requester: "ada")
        let lease = try await store.create(
            definition, sources: sources, id: RunID(name), owner: "ada", at: Timestamp(milliseconds: began),
            history: [], lock: nil)
        try await store.append([.started("1"), .finished("1")], under: lease)
        let request = ApprovalRequest(
            path: "2", message: "Go?", details: [], approvers: [], requestedAt: .now, deadline: nil)
        _ = try await store.open(request, under: lease)
        let answer = ApprovalAnswer(
            isApproved: true, identity: Identity(user: "ada", groups: []), channel: "cli", comment: nil)
        _ = try await store.decide(run: lease.run, path: nil, answer: answer, at: .now)
        try await store.release(lease, status: status, summary: nil)
    }

    private func prune(keep: Int? = nil, since: Int64? = nil, all: Bool = false) async throws -> PrunedRuns {
        let rule = RetentionRule(
            keep: keep, since: since.map { Timestamp(milliseconds: $0) }, includesOpenRuns: all)
        return try await store.prune(try await store.prunable(rule))
    }

    private func names() async throws -> [String] { try await store.runs(limit: 99).map(\.id.description) }

    private func counts() async throws -> [Int] {
        try await store.read { db in
            try ["event", "approval", "answer", "blob"].map { table in
                try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? -1
            }
        }
    }

    @Test func nothingOfARunStays() async throws {
        for name in ["a1", "a2"] { try await run(name) }
        #expect(try await prune(keep: 0).runs.count == 2)
        #expect(try await counts() == [0, 0, 0, 0])
    }

    @Test func compactingGivesRoomBack() async throws {
        for number in 0..<40 { try await run("r\(number)", sources: [UInt8](repeating: UInt8(number), count: 20_000)) }
        _ = try await prune(keep: 1)
        let before = try await store.size()
        #expect(before.free > 39 * 20_000)
        try await store.compact()
        let after = try await store.size()
        #expect(after.free == 0)
        #expect(after.total < before.total - 39 * 20_000)
        #expect(try await store.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
        #expect(try await names() == ["r39"])
    }
}
