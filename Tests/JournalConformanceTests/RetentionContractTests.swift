import Journal
import Testing

/// Old runs go, with all that belongs to them and nothing else.
@Suite struct RetentionContractTests {
    @Test(arguments: StoreKind.all) func theOldestOfEachRecipeGo(_ kind: StoreKind) async throws {
        let bench = try Bench(kind)
        for name in ["a1", "a2", "a3"] { try await bench.run(name) }
        try await bench.run("b1", recipe: "check.lua", sources: [2])
        let pruned = try await bench.prune(keep: 2)
        #expect(pruned.runs.map(\.description) == ["a1"])
        #expect(pruned.events == 2)
        #expect(pruned.sources == 0, "others still have the same sources")
        #expect(try await bench.names() == ["b1", "a3", "a2"])
        #expect(try await bench.prune(keep: 0).runs.count == 3)
    }

    @Test(arguments: StoreKind.all) func aRunStaysWhenAnyRuleKeepsIt(_ kind: StoreKind) async throws {
        let bench = try Bench(kind)
        try await bench.run("old", began: 100)
        try await bench.run("older", began: 50)
        try await bench.run("young", began: 900)
        #expect(try await bench.prune(keep: 1, since: 90).runs.map(\.description) == ["older"])
        #expect(try await bench.names() == ["young", "old"])
    }

    @Test(arguments: StoreKind.all) func whatCouldBeCarriedOnStaysUnlessAskedFor(_ kind: StoreKind) async throws {
        let bench = try Bench(kind)
        let open: [RunStatus] = [.parked, .failed, .needsAttention, .running]
        for status in open { try await bench.run("r-\(status.rawValue)", status) }
        try await bench.run("r-cancelled", .cancelled)
        #expect(try await bench.prune(keep: 0).runs.map(\.description) == ["r-cancelled"])
        #expect(try await bench.names().count == open.count)
        let lease = try await bench.store.acquire(RunID("r-failed"), owner: "somebody")
        #expect(try await bench.prune(keep: 0, all: true).runs.count == 3, "what is carried on stays all the same")
        #expect(try await bench.names() == ["r-failed"])
        try await bench.store.release(lease, status: .done, summary: nil)
    }

    @Test(arguments: StoreKind.all) func aRunThatWasTakenUpSinceItWasFoundStays(_ kind: StoreKind) async throws {
        let bench = try Bench(kind)
        try await bench.run("r", .failed)
        let other = try bench.fixture.another()
        defer { try? other.close() }
        let found = try await bench.store.prunable(RetentionRule(keep: 0, since: nil, includesOpenRuns: true))
        #expect(found.count == 1)
        let lease = try await other.acquire(RunID("r"), owner: "somebody")
        #expect(try await bench.store.prune(found).runs.isEmpty)
        try await other.append([.started("9")], under: lease)
        try await other.release(lease, status: .failed, summary: nil)
        #expect(try await bench.store.prune(found).runs.isEmpty, "it is not what was found")
    }

    @Test(arguments: StoreKind.all) func whatWasPrunedIsNotedUntilItsFilesAreGone(_ kind: StoreKind) async throws {
        let bench = try Bench(kind)
        try await bench.run("a1")
        _ = try await bench.prune(keep: 0)
        #expect(try await bench.store.prunedRuns() == [RunID("a1")])
        try await bench.store.forget([RunID("a1")])
        #expect(try await bench.store.prunedRuns().isEmpty)
    }

    @Test(arguments: StoreKind.all) func runsAreKnownByTheirNamesUntilTheyGo(_ kind: StoreKind) async throws {
        let bench = try Bench(kind)
        try await bench.run("a1")
        #expect(try await bench.store.known(among: ["a1", "a", "b"]) == ["a1"])
        _ = try await bench.prune(keep: 0)
        #expect(try await bench.store.known(among: ["a1", "a", "b"]).isEmpty)
        await #expect(throws: JournalError.noSuchRun("a1")) { try await bench.store.find("a1") }
        #expect(try await bench.store.events(of: RunID("a1")).isEmpty)
        #expect(try await bench.store.approvals(of: RunID("a1")).isEmpty)
        await #expect(throws: JournalError.missingBlob(ContentHash(of: [1]))) {
            try await bench.store.content(ContentHash(of: [1]))
        }
    }

    @Test(arguments: StoreKind.all) func whatIsLeftIsWholeWhenItIsCompacted(_ kind: StoreKind) async throws {
        let bench = try Bench(kind)
        for number in 0..<9 {
            try await bench.run("r\(number)", sources: [UInt8](repeating: UInt8(number), count: 20_000))
        }
        let whole = try await bench.store.size().total
        _ = try await bench.prune(keep: 1)
        try await bench.store.compact()
        let after = try await bench.store.size()
        #expect(after.free == 0 && after.total > 0 && after.total < whole - 8 * 20_000)
        #expect(try await bench.store.isIntact())
        #expect(try await bench.names() == ["r8"])
    }
}

/// A journal with runs that came to an end.
private struct Bench {
    let fixture: StoreFixture
    var store: any RunStore { fixture.store }

    init(_ kind: StoreKind) throws { fixture = try StoreFixture(kind) }

    /// A run with two events and an approval.
    func run(
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

    func prune(keep: Int? = nil, since: Int64? = nil, all: Bool = false) async throws -> PrunedRuns {
        let rule = RetentionRule(
            keep: keep, since: since.map { Timestamp(milliseconds: $0) }, includesOpenRuns: all)
        return try await store.prune(try await store.prunable(rule))
    }

    func names() async throws -> [String] { try await store.runs(limit: 99).map(\.id.description) }
}
