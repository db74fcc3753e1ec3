import Journal
import JournalTestSupport
import Testing

/// Old runs go, with all that belongs to them and nothing else.
@Suite struct RetentionContractTests {
    @Test(arguments: StoreKind.all) func theOldestOfEachRecipeGo(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        for name in ["a1", "a2", "a3"] { try await fixture.store.end(name) }
        try await fixture.store.end("b1", recipe: "check.lua", sources: [2])
        let pruned = try await fixture.store.prune(keep: 2)
        #expect(pruned.runs.map(\.description) == ["a1"])
        #expect(pruned.events == 2)
        #expect(pruned.sources == 0, "others still have the same sources")
        #expect(try await fixture.store.names() == ["b1", "a3", "a2"])
        #expect(try await fixture.store.prune(keep: 0).runs.count == 3)
    }

    @Test(arguments: StoreKind.all) func aRunStaysWhenAnyRuleKeepsIt(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        try await fixture.store.end("old", began: 100)
        try await fixture.store.end("older", began: 50)
        try await fixture.store.end("young", began: 900)
        #expect(try await fixture.store.prune(keep: 1, since: 90).runs.map(\.description) == ["older"])
        #expect(try await fixture.store.names() == ["young", "old"])
    }

    @Test(arguments: StoreKind.all) func whatCouldBeResumedStaysUnlessRequested(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        let open: [RunStatus] = [.parked, .failed, .needsAttention, .running]
        for status in open { try await fixture.store.end("r-\(status.rawValue)", status) }
        try await fixture.store.end("r-cancelled", .cancelled)
        #expect(try await fixture.store.prune(keep: 0).runs.map(\.description) == ["r-cancelled"])
        #expect(try await fixture.store.names().count == open.count)
        let lease = try await fixture.store.acquire(RunID("r-failed"), owner: "somebody")
        #expect(
            try await fixture.store.prune(keep: 0, all: true).runs.count == 3, "what is resumed stays all the same")
        #expect(try await fixture.store.names() == ["r-failed"])
        try await fixture.store.release(lease, status: .done, summary: nil)
    }

    @Test(arguments: StoreKind.all) func aRunThatWasTakenUpSinceItWasFoundStays(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        try await fixture.store.end("r", .failed)
        let other = try fixture.another()
        defer { try? other.close() }
        let found = try await fixture.store.prunable(RetentionRule(keep: 0, since: nil, includesOpenRuns: true))
        #expect(found.count == 1)
        let lease = try await other.acquire(RunID("r"), owner: "somebody")
        #expect(try await fixture.store.prune(found).runs.isEmpty)
        try await other.append([.started("9")], under: lease)
        try await other.release(lease, status: .failed, summary: nil)
        #expect(try await fixture.store.prune(found).runs.isEmpty, "it is not what was found")
    }

    @Test(arguments: StoreKind.all) func whatWasPrunedIsNotedUntilItsFilesAreGone(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        try await fixture.store.end("a1")
        _ = try await fixture.store.prune(keep: 0)
        #expect(try await fixture.store.prunedRuns() == [RunID("a1")])
        try await fixture.store.forget([RunID("a1")])
        #expect(try await fixture.store.prunedRuns().isEmpty)
    }

    @Test(arguments: StoreKind.all) func runsAreKnownByTheirNamesUntilTheyGo(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        try await fixture.store.end("a1")
        #expect(try await fixture.store.known(among: ["a1", "a", "b"]) == ["a1"])
        _ = try await fixture.store.prune(keep: 0)
        #expect(try await fixture.store.known(among: ["a1", "a", "b"]).isEmpty)
        await #expect(throws: JournalError.noSuchRun("a1")) { try await fixture.store.find("a1") }
        #expect(try await fixture.store.events(of: RunID("a1")).isEmpty)
        #expect(try await fixture.store.approvals(of: RunID("a1")).isEmpty)
        await #expect(throws: JournalError.missingBlob(ContentHash(of: [1]))) {
            try await fixture.store.content(ContentHash(of: [1]))
        }
    }

    @Test(arguments: StoreKind.all) func whatIsLeftIsWholeWhenItIsCompacted(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        for number in 0..<9 {
            try await fixture.store.end("r\(number)", sources: [UInt8](repeating: UInt8(number), count: 20_000))
        }
        let whole = try await fixture.store.size().total
        _ = try await fixture.store.prune(keep: 1)
        try await fixture.store.compact()
        let after = try await fixture.store.size()
        #expect(after.free == 0 && after.total > 0 && after.total < whole - 8 * 20_000)
        #expect(try await fixture.store.isIntact())
        #expect(try await fixture.store.names() == ["r8"])
    }
}
