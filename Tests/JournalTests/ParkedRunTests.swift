import Testing

@testable import Journal

/// What wakes a parked run.
@Suite struct ParkedRunTests {
    let fixture: StoreFixture
    let store: SQLiteRunStore

    init() throws {
        fixture = try StoreFixture()
        store = fixture.store
    }

    private func park(_ name: String, until moment: Int64? = nil, asks: Bool = false) async throws -> RunLease {
        let lease = try await fixture.run(name)
        if asks { _ = try await ask(lease) }
        try await store.release(lease, status: .parked, summary: "waits", wake: wake(moment, asks: asks))
        return lease
    }

    private func wake(_ moment: Int64?, asks: Bool) -> WakeCondition {
        WakeCondition(at: moment.map { Timestamp(milliseconds: $0) }, approvals: asks ? ["1"] : [])
    }

    private func ask(_ lease: RunLease, count: Int = 1) async throws -> ApprovalRecord {
        try await store.open(
            ApprovalRequest(
                path: "1", message: "Go?", details: [], approvers: [], count: count,
                requestedAt: Timestamp(milliseconds: 1), deadline: nil), under: lease)
    }

    private func approve(_ run: RunID, _ user: String = "ada") async throws {
        let answer = ApprovalAnswer(
            isApproved: true, identity: Identity(user: user, groups: []), channel: "cli", comment: nil)
        _ = try await store.decide(run: run, path: nil, answer: answer, at: Timestamp(milliseconds: 70))
    }

    private func woken(at moment: Int64) async throws -> [String] {
        try await store.woken(at: Timestamp(milliseconds: moment)).map(\.description)
    }

    @Test func timeWakesRunsInItsOrder() async throws {
        _ = try await park("late", until: 900)
        _ = try await park("second", until: 200)
        _ = try await park("first", until: 100)
        _ = try await park("never")
        #expect(try await woken(at: 99).isEmpty)
        #expect(try await woken(at: 200) == ["first", "second"])
        #expect(try await store.find("late").wakeAt == Timestamp(milliseconds: 900))
    }

    @Test func anAnswerWakesARun() async throws {
        let run = try await park("asks", asks: true).run
        #expect(try await woken(at: 1_000_000).isEmpty)
        try await approve(run)
        #expect(try await woken(at: 70) == ["asks"])
    }

    @Test func onlyTheLastOfSeveralYesWakesARun() async throws {
        let lease = try await fixture.run("asks")
        _ = try await ask(lease, count: 2)
        try await store.release(lease, status: .parked, summary: nil, wake: wake(nil, asks: true))
        try await approve(lease.run, "ada")
        #expect(try await woken(at: 1000).isEmpty)
        try await approve(lease.run, "bob")
        #expect(try await woken(at: 1000) == ["asks"])
    }

    @Test func anAnswerThatComesWhileTheRunIsBeingParkedIsNotLost() async throws {
        let lease = try await fixture.run("asks")
        _ = try await ask(lease)
        try await approve(lease.run)
        try await store.release(lease, status: .parked, summary: nil, wake: wake(nil, asks: true))
        #expect(try await store.woken(at: .now).map(\.description) == ["asks"])
    }

    @Test func aRunThatIsTakenUpIsWokenNoMore() async throws {
        let run = try await park("first", until: 100).run
        let lease = try await store.acquire(run, owner: "next")
        #expect(try await woken(at: 1000).isEmpty)
        #expect(try await store.isCarriedOn(run))
        try await store.release(lease, status: .done, summary: nil)
        #expect(try await woken(at: 1000).isEmpty)
        #expect(try await !store.isCarriedOn(run))
    }

    @Test func anotherProcessSeesThatARunIsCarriedOn() async throws {
        let lease = try await fixture.run("busy")
        let other = try SQLiteRunStore(directory: fixture.directory)
        defer { try? other.close() }
        #expect(try await other.isCarriedOn(lease.run))
        try await store.release(lease, status: .failed, summary: nil)
        #expect(try await !other.isCarriedOn(lease.run))
    }
}
