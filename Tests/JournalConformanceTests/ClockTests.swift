import Journal
import Testing

/// A clock that was set back between two processes of a run.
@Suite struct ClockTests {
    @Test(arguments: StoreKind.all) func whatWasRejectedIsAskedAnewWhateverTheClockSays(_ kind: StoreKind) async throws
    {
        let fixture = try await ApprovalFixture(kind)
        #expect(try await fixture.ask(at: 1_000_000).round == 1)
        try await fixture.reject(at: 1_100_000)
        #expect(try await fixture.ask(at: 1_000_000).state == .rejected, "the start it was asked in has its answer")
        try await fixture.fail(at: 1_200_000)
        let second = try await fixture.ask(at: 500)
        #expect(second.round == 2 && second.state == .pending)
        try await fixture.reject(at: 600)
        #expect(try await fixture.ask(at: 500).state == .rejected)
        try await fixture.fail(at: 700)
        let third = try await fixture.ask(at: 100)
        #expect(third.round == 3 && third.state == .pending)
        #expect(
            try await fixture.store.approval(run: fixture.lease.run, path: "1")?.round == 3,
            "the last one, not the latest by the clock"
        )
    }

    @Test(arguments: StoreKind.all) func aRejectionThatHasNotEndedItsStepStands(_ kind: StoreKind) async throws {
        let fixture = try await ApprovalFixture(kind)
        _ = try await fixture.ask(at: 1_000_000)
        try await fixture.reject(at: 1_100_000)
        #expect(try await fixture.ask(at: 500).state == .rejected)
    }

    @Test(arguments: StoreKind.all) func parkedRunsAreLookedAtWhenTheClockIsBehindThem(_ kind: StoreKind) async throws {
        let fixture = try await ApprovalFixture(kind)
        let now = Timestamp.now
        try await fixture.store.release(
            fixture.lease, status: .parked, summary: "sleeps",
            wake: WakeCondition(at: now.adding(seconds: 60), approvals: []))
        #expect(try await fixture.store.ahead(of: now.adding(seconds: 30)).isEmpty)
        #expect(try await fixture.store.ahead(of: now.adding(seconds: -3600)) == [fixture.lease.run])
        #expect(try await fixture.store.due(at: now.adding(seconds: -3600)).isEmpty)
    }
}

extension ApprovalFixture {
    fileprivate func ask(at moment: Int64, path: String = "1") async throws -> ApprovalRecord {
        try await store.open(
            ApprovalRequest(
                path: path, message: "Go?", details: [], approvers: [],
                requestedAt: Timestamp(milliseconds: moment), deadline: nil), under: lease)
    }

    fileprivate func reject(at moment: Int64) async throws {
        let no = ApprovalAnswer(
            isApproved: false, identity: Identity(user: "ada", groups: []), channel: "cli", comment: nil)
        _ = try await store.decide(run: lease.run, path: "1", answer: no, at: Timestamp(milliseconds: moment))
    }

    fileprivate func fail(at moment: Int64) async throws {
        try await store.append(
            [EventRecord(kind: .failed, path: "1", at: Timestamp(milliseconds: moment))], under: lease)
    }
}
