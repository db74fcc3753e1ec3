import Journal
import Testing

/// What wakes a parked run.
@Suite struct ParkedRunTests {
    @Test(arguments: StoreKind.all) func timeWakesRunsInItsOrder(_ kind: StoreKind) async throws {
        let bench = try Bench(kind)
        _ = try await bench.park("late", until: 900)
        _ = try await bench.park("second", until: 200)
        _ = try await bench.park("first", until: 100)
        _ = try await bench.park("never")
        #expect(try await bench.due(at: 99).isEmpty)
        #expect(try await bench.due(at: 200) == ["first", "second"])
        #expect(try await bench.store.find("late").wakeAt == Timestamp(milliseconds: 900))
    }

    @Test(arguments: StoreKind.all) func anAnswerWakesARun(_ kind: StoreKind) async throws {
        let bench = try Bench(kind)
        let run = try await bench.park("asks", asks: true).run
        #expect(try await bench.due(at: 1_000_000).isEmpty)
        try await bench.approve(run)
        #expect(try await bench.due(at: 70) == ["asks"])
    }

    @Test(arguments: StoreKind.all) func onlyTheLastOfSeveralYesWakesARun(_ kind: StoreKind) async throws {
        let bench = try Bench(kind)
        let lease = try await bench.fixture.run("asks")
        _ = try await bench.ask(lease, count: 2)
        try await bench.store.release(lease, status: .parked, summary: nil, wake: bench.wake(nil, asks: true))
        try await bench.approve(lease.run, "ada")
        #expect(try await bench.due(at: 1000).isEmpty)
        try await bench.approve(lease.run, "bob")
        #expect(try await bench.due(at: 1000) == ["asks"])
    }

    @Test(arguments: StoreKind.all) func anAnswerThatComesWhileTheRunIsBeingParkedIsNotLost(_ kind: StoreKind)
        async throws
    {
        let bench = try Bench(kind)
        let lease = try await bench.fixture.run("asks")
        _ = try await bench.ask(lease)
        try await bench.approve(lease.run)
        try await bench.store.release(lease, status: .parked, summary: nil, wake: bench.wake(nil, asks: true))
        #expect(try await bench.store.due(at: .now).map(\.description) == ["asks"])
    }

    @Test(arguments: StoreKind.all) func aRunThatIsTakenUpIsDueNoMore(_ kind: StoreKind) async throws {
        let bench = try Bench(kind)
        let run = try await bench.park("first", until: 100).run
        let lease = try await bench.store.acquire(run, owner: "next")
        #expect(try await bench.due(at: 1000).isEmpty)
        #expect(try await bench.store.hasLiveOwner(run))
        try await bench.store.release(lease, status: .done, summary: nil)
        #expect(try await bench.due(at: 1000).isEmpty)
        #expect(try await !bench.store.hasLiveOwner(run))
    }

    @Test(arguments: StoreKind.all) func anotherProcessSeesThatARunIsResumed(_ kind: StoreKind) async throws {
        let bench = try Bench(kind)
        let lease = try await bench.fixture.run("busy")
        let other = try bench.fixture.another()
        defer { try? other.close() }
        #expect(try await other.hasLiveOwner(lease.run))
        try await bench.store.release(lease, status: .failed, summary: nil)
        #expect(try await !other.hasLiveOwner(lease.run))
    }
}

/// A journal with runs that wait.
private struct Bench {
    let fixture: StoreFixture
    var store: any RunStore { fixture.store }

    init(_ kind: StoreKind) throws { fixture = try StoreFixture(kind) }

    func park(_ name: String, until moment: Int64? = nil, asks: Bool = false) async throws -> RunLease {
        let lease = try await fixture.run(name)
        if asks { _ = try await ask(lease) }
        try await store.release(lease, status: .parked, summary: "waits", wake: wake(moment, asks: asks))
        return lease
    }

    func wake(_ moment: Int64?, asks: Bool) -> WakeCondition {
        WakeCondition(at: moment.map { Timestamp(milliseconds: $0) }, approvals: asks ? ["1"] : [])
    }

    func ask(_ lease: RunLease, count: Int = 1) async throws -> ApprovalRecord {
        try await store.open(
            ApprovalRequest(
                path: "1", message: "Go?", details: [], approvers: [], count: count,
                requestedAt: Timestamp(milliseconds: 1), deadline: nil), under: lease)
    }

    func approve(_ run: RunID, _ user: String = "ada") async throws {
        let answer = ApprovalAnswer(
            isApproved: true, identity: Identity(user: user, groups: []), channel: "cli", comment: nil)
        _ = try await store.decide(run: run, path: nil, answer: answer, at: Timestamp(milliseconds: 70))
    }

    func due(at moment: Int64) async throws -> [String] {
        try await store.due(at: Timestamp(milliseconds: moment)).map(\.description)
    }
}
