import Testing

@testable import Journal

/// A clock that was set back between two processes of a run.
@Suite struct ClockTests {
    let fixture: StoreFixture
    let store: SQLiteRunStore
    let lease: RunLease

    init() async throws {
        fixture = try StoreFixture()
        store = fixture.store
        lease = try await fixture.run("run")
    }

    private func ask(at moment: Int64, path: String = "1") async throws -> ApprovalRecord {
        try await store.open(
            ApprovalRequest(
                path: path, message: "Go?", details: [], approvers: [],
                requestedAt: Timestamp(milliseconds: moment), deadline: nil), under: lease)
    }

    private func reject(at moment: Int64) async throws {
        let no = ApprovalAnswer(
            isApproved: false, identity: Identity(user: "ada", groups: []), channel: "cli", comment: nil)
        _ = try await store.decide(run: lease.run, path: "1", answer: no, at: Timestamp(milliseconds: moment))
    }

    private func fail(at moment: Int64) async throws {
        try await store.append(
            [EventRecord(kind: .failed, path: "1", at: Timestamp(milliseconds: moment))], under: lease)
    }

    @Test func whatWasRejectedIsAskedAnewWhateverTheClockSays() async throws {
        #expect(try await ask(at: 1_000_000).round == 1)
        try await reject(at: 1_100_000)
        #expect(try await ask(at: 1_000_000).state == .rejected, "the start it was asked in has its answer")
        try await fail(at: 1_200_000)
        let second = try await ask(at: 500)
        #expect(second.round == 2 && second.state == .pending)
        try await reject(at: 600)
        #expect(try await ask(at: 500).state == .rejected)
        try await fail(at: 700)
        let third = try await ask(at: 100)
        #expect(third.round == 3 && third.state == .pending)
        #expect(
            try await store.approval(run: lease.run, path: "1")?.round == 3, "the last one, not the latest by the clock"
        )
    }

    @Test func aRejectionThatHasNotEndedItsStepStands() async throws {
        _ = try await ask(at: 1_000_000)
        try await reject(at: 1_100_000)
        #expect(try await ask(at: 500).state == .rejected)
    }

    @Test func parkedRunsAreLookedAtWhenTheClockIsBehindThem() async throws {
        let now = Timestamp.now
        try await store.release(
            lease, status: .parked, summary: "sleeps", wake: WakeCondition(at: now.adding(seconds: 60), approvals: []))
        #expect(try await store.ahead(of: now.adding(seconds: 30)).isEmpty)
        #expect(try await store.ahead(of: now.adding(seconds: -3600)) == [lease.run])
        #expect(try await store.woken(at: now.adding(seconds: -3600)).isEmpty)
    }
}
