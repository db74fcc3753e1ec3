import JournalTestSupport
import Testing

@testable import Journal
@testable import SQLiteJournal

/// A row that says approved is not believed.
@Suite struct DoubtTests {
    let fixture: StoreFixture
    let store: SQLiteRunStore
    let lease: RunLease
    private static let binding = ContentHash(of: [7])

    init() async throws {
        fixture = try StoreFixture()
        store = fixture.store
        lease = try await fixture.run()
        try await store.append([.started("3")], under: lease)
    }

    private func request(
        from approvers: [String] = ["ops"], excluded: [String] = [], count: Int = 2, timeout: Int64? = nil,
        onTimeout: ApprovalTimeout = .reject
    ) -> ApprovalRequest {
        let now = Timestamp(milliseconds: 1_000)
        return ApprovalRequest(
            path: "3", message: "Go?", details: [], approvers: approvers, excluded: excluded, count: count,
            requestedAt: now, deadline: timeout.map { Timestamp(milliseconds: now.milliseconds + $0) },
            onTimeout: onTimeout, binding: Self.binding)
    }

    private func say(_ yes: Bool, _ user: String, groups: [String] = ["ops"]) async throws {
        let answer = ApprovalAnswer(
            isApproved: yes, identity: Identity(user: user, groups: groups), channel: "cli", comment: nil)
        _ = try await store.decide(run: lease.run, path: "3", answer: answer, at: Timestamp(milliseconds: 1_100))
    }

    private func doubts() async throws -> [String] { try await fixture.faults(of: lease.run) }

    @Test func whatPeopleAnsweredCounts() async throws {
        _ = try await store.open(request(), under: lease)
        try await say(true, "bob")
        try await say(true, "eva")
        #expect(try await store.approval(run: lease.run, path: "3")?.state == .approved)
        #expect(try await doubts().isEmpty)
    }

    @Test func aNoCounts() async throws {
        _ = try await store.open(request(), under: lease)
        try await say(false, "bob")
        #expect(try await doubts().isEmpty)
        try fixture.tamper("DELETE FROM answer")
        #expect(try await doubts().first?.contains("nobody who may answer has said no") == true)
    }

    @Test(arguments: [
        ("DELETE FROM answer WHERE user = 'eva'", "1 of 2 people have said yes"),
        ("DELETE FROM answer", "0 of 2 people have said yes"),
        ("UPDATE answer SET approved = 0 WHERE user = 'bob'", "bob said no"),
        ("UPDATE answer SET member_of = '' WHERE user = 'bob'", "it takes one of ops"),
        ("UPDATE answer SET member_of = NULL, user = 'nobody-here' WHERE user = 'bob'", "it takes one of ops"),
        ("UPDATE answer SET binding = zeroblob(32) WHERE user = 'bob'", "was given to another request"),
        ("UPDATE answer SET binding = NULL WHERE user = 'bob'", "was given to another request"),
        ("UPDATE approval SET excluded = 'bob'", "they may not answer"),
        ("UPDATE approval SET decided_by = 'dana'", "whoever decided it gave no answer"),
        ("UPDATE approval SET channel = 'timeout'", "it should count otherwise"),
        ("UPDATE approval SET state = 'rejected'", "nobody who may answer has said no"),
        ("UPDATE approval SET state = 'expired'", "it has no deadline"),
    ])
    func whatDoesNotFollowFromAnswersIsFound(_ change: String, _ reason: String) async throws {
        _ = try await store.open(request(), under: lease)
        try await say(true, "bob")
        try await say(true, "eva")
        try fixture.tamper(change)
        let doubts = try await doubts()
        #expect(doubts.contains { $0.contains(reason) }, "\(doubts)")
    }

    @Test func timeDecidesWhenItIsOver() async throws {
        let future = Timestamp.now.milliseconds + 3_600_000
        _ = try await store.open(request(timeout: future, onTimeout: .approve), under: lease)
        try fixture.tamper(
            "UPDATE approval SET state = 'approved', channel = 'timeout', decided_at = deadline + 1")
        #expect(try await doubts().first?.contains("its time is not over") == true)
        try fixture.tamper("UPDATE approval SET deadline = 1500, decided_at = 1501")
        #expect(try await doubts().isEmpty, "only the request can tell how long it was to be")
        // The step requests what it requested.
        let again = request(timeout: future, onTimeout: .approve)
        await #expect(throws: JournalError.self) { try await store.open(again, under: lease) }
        #expect(try await store.approval(run: lease.run, path: "3")?.state == .voided)
        #expect(try await store.open(again, under: lease).state == .pending)
    }

    @Test(arguments: [
        "needed = 1", "approvers = ''", "approvers = 'ops\neve'", "excluded = ''", "on_timeout = 'approve'",
        "deadline = 5000",
    ])
    func aRequestThatWasChangedCountsNoMore(_ change: String) async throws {
        let asked = request(excluded: ["ada"])
        _ = try await store.open(asked, under: lease)
        try fixture.tamper("UPDATE approval SET \(change)")
        try await say(true, "bob")
        await #expect(throws: JournalError.self) { try await store.open(asked, under: lease) }
        let anew = try await store.open(asked, under: lease)
        #expect(anew.state == .pending && anew.round == 2)
        #expect(anew.request.hasRules(of: asked))
    }

    @Test(arguments: ["message = 'Other?'", "details = 'image: another'", "binding = NULL"])
    func aRequestThatShowedSomethingElseIsAskedAnew(_ change: String) async throws {
        _ = try await store.open(request(), under: lease)
        try await say(true, "bob")
        try fixture.tamper("UPDATE approval SET \(change)")
        let anew = try await store.open(request(), under: lease)
        #expect(anew.state == .pending && anew.round == 2 && anew.answers.isEmpty)
    }

    @Test func linesOfDetailsAreNoDifference() async throws {
        let asked = ApprovalRequest(
            path: "3", message: "Go?", details: ["plan: one\ntwo", ""], approvers: [], requestedAt: .now, deadline: nil,
            binding: Self.binding)
        _ = try await store.open(asked, under: lease)
        #expect(try await store.open(asked, under: lease).round == 1)
    }

    @Test func whatIsForgedIsVoidWhenTheRestIsAccepted() async throws {
        _ = try await store.open(request(), under: lease)
        try await store.release(lease, status: .parked, summary: nil)
        try fixture.tamper("UPDATE approval SET state = 'approved', decided_by = 'dana', decided_at = 1")
        await #expect(throws: JournalError.self) { try await store.acquire(lease.run, owner: "bob") }
        let next = try await store.acquire(
            lease.run, owner: "bob", reclaimsLocks: true, accepting: StoreFixture.acceptance())
        #expect(try await store.approval(run: lease.run, path: "3")?.state == .voided)
        try await store.release(next, status: .parked, summary: nil)
        #expect(try await doubts().isEmpty)
    }
}
