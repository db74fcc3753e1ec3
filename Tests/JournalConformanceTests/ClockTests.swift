import Journal
import Testing

/// A clock that was set back between two processes of a run.
@Suite struct ClockTests {
    @Test(arguments: StoreKind.all) func whatWasRejectedIsAskedAnewWhateverTheClockSays(_ kind: StoreKind) async throws
    {
        let desk = try await Desk(kind)
        #expect(try await desk.ask(at: 1_000_000).round == 1)
        try await desk.reject(at: 1_100_000)
        #expect(try await desk.ask(at: 1_000_000).state == .rejected, "the start it was asked in has its answer")
        try await desk.fail(at: 1_200_000)
        let second = try await desk.ask(at: 500)
        #expect(second.round == 2 && second.state == .pending)
        try await desk.reject(at: 600)
        #expect(try await desk.ask(at: 500).state == .rejected)
        try await desk.fail(at: 700)
        let third = try await desk.ask(at: 100)
        #expect(third.round == 3 && third.state == .pending)
        #expect(
            try await desk.store.approval(run: desk.lease.run, path: "1")?.round == 3,
            "the last one, not the latest by the clock"
        )
    }

    @Test(arguments: StoreKind.all) func aRejectionThatHasNotEndedItsStepStands(_ kind: StoreKind) async throws {
        let desk = try await Desk(kind)
        _ = try await desk.ask(at: 1_000_000)
        try await desk.reject(at: 1_100_000)
        #expect(try await desk.ask(at: 500).state == .rejected)
    }

    @Test(arguments: StoreKind.all) func parkedRunsAreLookedAtWhenTheClockIsBehindThem(_ kind: StoreKind) async throws {
        let desk = try await Desk(kind)
        let now = Timestamp.now
        try await desk.store.release(
            desk.lease, status: .parked, summary: "sleeps",
            wake: WakeCondition(at: now.adding(seconds: 60), approvals: []))
        #expect(try await desk.store.ahead(of: now.adding(seconds: 30)).isEmpty)
        #expect(try await desk.store.ahead(of: now.adding(seconds: -3600)) == [desk.lease.run])
        #expect(try await desk.store.woken(at: now.adding(seconds: -3600)).isEmpty)
    }
}

extension Desk {
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
