import Testing

@testable import Journal

@Suite struct ApprovalTests {
    let fixture: StoreFixture
    let store: SQLiteRunStore
    let lease: RunLease

    init() async throws {
        fixture = try StoreFixture()
        store = fixture.store
        lease = try await fixture.run()
    }

    private func request(_ path: String = "3", from approvers: [String] = [], deadline: Int64? = nil) -> ApprovalRequest
    {
        ApprovalRequest(
            path: path, message: "Release?", details: ["image  shop@sha256:1", "hosts  4"], approvers: approvers,
            requestedAt: Timestamp(milliseconds: 100), deadline: deadline.map { Timestamp(milliseconds: $0) })
    }

    private func answer(_ yes: Bool, _ user: String = "ada", groups: [String] = []) -> ApprovalAnswer {
        ApprovalAnswer(
            isApproved: yes, identity: Identity(user: user, groups: groups), channel: "cli", comment: "by \(user)")
    }

    private func decide(_ answer: ApprovalAnswer, path: String? = "3", at moment: Int64 = 200) async throws
        -> ApprovalRecord
    {
        try await store.decide(run: lease.run, path: path, answer: answer, at: Timestamp(milliseconds: moment))
    }

    @Test func aRequestIsRecordedOnce() async throws {
        let first = try await store.open(request(), under: lease)
        #expect(first.request == request())
        #expect(first.state == .pending)
        _ = try await decide(answer(true))
        #expect(try await store.open(request(deadline: 5), under: lease).state == .approved)
        #expect(try await store.approvals(of: lease.run).count == 1)
    }

    @Test func theFirstAnswerCounts() async throws {
        _ = try await store.open(request(), under: lease)
        let record = try await decide(answer(false))
        #expect(record.state == .rejected)
        #expect(record.decidedBy == "ada")
        #expect(record.channel == "cli")
        #expect(record.comment == "by ada")
        #expect(record.decidedAt == Timestamp(milliseconds: 200))
        await #expect(throws: JournalError.alreadyDecided(record)) { try await decide(answer(true, "bob")) }
        #expect(JournalError.alreadyDecided(record).description == "too late: rejected by ada")
    }

    @Test func ofManyAnswersAtOnceExactlyOneCounts() async throws {
        let other = try SQLiteRunStore(directory: fixture.directory)
        defer { try? other.close() }
        for round in 0..<50 {
            let path = "\(round)"
            _ = try await store.open(request(path), under: lease)
            let winners = await withTaskGroup(of: String?.self, returning: [String].self) { group in
                for person in 0..<4 {
                    let desk = person % 2 == 0 ? store : other
                    let answer = answer(person < 2, "p\(person)")
                    group.addTask { [lease] in
                        (try? await desk.decide(run: lease.run, path: path, answer: answer, at: .now)).map { _ in
                            "p\(person)"
                        }
                    }
                }
                return await group.reduce(into: []) { if let winner = $1 { $0.append(winner) } }
            }
            #expect(winners.count == 1)
            #expect(try await store.approval(run: lease.run, path: path)?.decidedBy == winners.first)
        }
    }

    @Test func onlyThoseWhoAreNamedMayAnswer() async throws {
        _ = try await store.open(request(from: ["carol", "ops"]), under: lease)
        await #expect(
            throws: JournalError.notAnApprover(Identity(user: "ada", groups: ["dev"]), allowed: ["carol", "ops"])
        ) { try await decide(answer(true, groups: ["dev"])) }
        #expect(try await store.approval(run: lease.run, path: "3")?.state == .pending)
        #expect(try await decide(answer(true, groups: ["dev", "ops"])).state == .approved)
    }

    @Test func anAnswerAfterTheDeadlineComesTooLate() async throws {
        _ = try await store.open(request(deadline: 150), under: lease)
        #expect(try await decide(answer(true), at: 151).state == .expired)
        let record = try #require(try await store.approval(run: lease.run, path: "3"))
        #expect(record.state == .expired)
        #expect(record.decidedBy == nil)
        await #expect(throws: JournalError.alreadyDecided(record)) { try await decide(answer(true), at: 152) }
    }

    @Test func anAnswerAtTheDeadlineCounts() async throws {
        _ = try await store.open(request(deadline: 150), under: lease)
        #expect(try await decide(answer(true), at: 150).state == .approved)
        let late = try await store.expire(run: lease.run, path: "3", at: Timestamp(milliseconds: 500))
        #expect(late.state == .approved)
    }

    @Test func withoutAPathTheOnlyPendingRequestIsMeant() async throws {
        await #expect(throws: JournalError.noPendingApproval(lease.run)) { try await decide(answer(true), path: nil) }
        _ = try await store.open(request("3"), under: lease)
        _ = try await store.open(request("4"), under: lease)
        _ = try await decide(answer(true), path: "3")
        #expect(try await decide(answer(false), path: nil).request.path == "4")
    }

    @Test func severalPendingRequestsMustBeToldApart() async throws {
        _ = try await store.open(request("3/a/1"), under: lease)
        _ = try await store.open(request("3/b/1"), under: lease)
        await #expect(throws: JournalError.severalPendingApprovals(lease.run, paths: ["3/a/1", "3/b/1"])) {
            try await decide(answer(true), path: nil)
        }
        #expect(try await store.approvals(of: lease.run).map(\.state) == [.pending, .pending])
    }

    @Test func anOvertakenProcessCannotAsk() async throws {
        let outdated = RunLease(run: lease.run, row: lease.row, fence: 0)
        await #expect(throws: JournalError.fenced(lease.run)) { try await store.open(request(), under: outdated) }
    }

    @Test func groupsAndUsersAreNamedAlike() {
        let ada = Identity(user: "ada", groups: ["dev"])
        #expect(ada.isNamed(in: []))
        #expect(ada.isNamed(in: ["ada"]))
        #expect(ada.isNamed(in: ["dev"]))
        #expect(!ada.isNamed(in: ["ops", "bob"]))
    }
}
