import Foundation
import GRDB
import Testing

@testable import Journal

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

    @Test func theOldestOfEachRecipeGo() async throws {
        for name in ["a1", "a2", "a3"] { try await run(name) }
        try await run("b1", recipe: "check.lua", sources: [2])
        let pruned = try await prune(keep: 2)
        #expect(pruned.runs.map(\.description) == ["a1"])
        #expect(pruned.events == 2)
        #expect(pruned.sources == 0, "others still have the same sources")
        #expect(try await names() == ["b1", "a3", "a2"])
        #expect(try await prune(keep: 0).runs.count == 3)
        #expect(try await counts() == [0, 0, 0, 0])
    }

    @Test func aRunStaysWhenAnyRuleKeepsIt() async throws {
        try await run("old", began: 100)
        try await run("older", began: 50)
        try await run("young", began: 900)
        #expect(try await prune(keep: 1, since: 90).runs.map(\.description) == ["older"])
        #expect(try await names() == ["young", "old"])
    }

    @Test func whatCouldBeCarriedOnStaysUnlessAskedFor() async throws {
        let open: [RunStatus] = [.parked, .failed, .needsAttention, .running]
        for status in open { try await run("r-\(status.rawValue)", status) }
        try await run("r-cancelled", .cancelled)
        #expect(try await prune(keep: 0).runs.map(\.description) == ["r-cancelled"])
        #expect(try await names().count == open.count)
        let lease = try await store.acquire(RunID("r-failed"), owner: "somebody")
        #expect(try await prune(keep: 0, all: true).runs.count == 3, "what is carried on stays all the same")
        #expect(try await names() == ["r-failed"])
        try await store.release(lease, status: .done, summary: nil)
    }

    @Test func aRunThatWasTakenUpSinceItWasFoundStays() async throws {
        try await run("r", .failed)
        let other = try SQLiteRunStore(directory: fixture.directory)
        defer { try? other.close() }
        let found = try await store.prunable(RetentionRule(keep: 0, since: nil, includesOpenRuns: true))
        #expect(found.count == 1)
        let lease = try await other.acquire(RunID("r"), owner: "somebody")
        #expect(try await store.prune(found).runs.isEmpty)
        try await other.append([.started("9")], under: lease)
        try await other.release(lease, status: .failed, summary: nil)
        #expect(try await store.prune(found).runs.isEmpty, "it is not what was found")
    }

    @Test func whatWasPrunedIsNotedUntilItsFilesAreGone() async throws {
        try await run("a1")
        _ = try await prune(keep: 0)
        #expect(try await store.prunedRuns() == [RunID("a1")])
        try await store.forget([RunID("a1")])
        #expect(try await store.prunedRuns().isEmpty)
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
