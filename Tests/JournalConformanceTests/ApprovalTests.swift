import Journal
import Testing

@Suite struct ApprovalTests {
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

    @Test(arguments: StoreKind.all) func aRequestIsRecordedOnce(_ kind: StoreKind) async throws {
        let fixture = try await ApprovalFixture(kind)
        let first = try await fixture.store.open(request(), under: fixture.lease)
        #expect(first.request == request())
        #expect(first.state == .pending)
        _ = try await fixture.decide(answer(true))
        #expect(try await fixture.store.open(request(deadline: 5), under: fixture.lease).state == .approved)
        #expect(try await fixture.store.approvals(of: fixture.lease.run).count == 1)
    }

    @Test(arguments: StoreKind.all) func theFirstAnswerCounts(_ kind: StoreKind) async throws {
        let fixture = try await ApprovalFixture(kind)
        _ = try await fixture.store.open(request(), under: fixture.lease)
        let record = try await fixture.decide(answer(false))
        #expect(record.state == .rejected)
        #expect(record.decidedBy == "ada")
        #expect(record.channel == "cli")
        #expect(record.comment == "by ada")
        #expect(record.decidedAt == Timestamp(milliseconds: 200))
        await #expect(throws: JournalError.alreadyDecided(record)) { try await fixture.decide(answer(true, "bob")) }
        #expect(JournalError.alreadyDecided(record).description == "too late: rejected by ada")
    }

    @Test(arguments: StoreKind.all) func ofManyAnswersAtOnceExactlyOneCounts(_ kind: StoreKind) async throws {
        let fixture = try await ApprovalFixture(kind)
        let other = try fixture.fixture.another()
        defer { try? other.close() }
        for round in 0..<50 {
            let path = "\(round)"
            _ = try await fixture.store.open(request(path), under: fixture.lease)
            let winners = await withTaskGroup(of: String?.self, returning: [String].self) { group in
                for person in 0..<4 {
                    let counter = person % 2 == 0 ? fixture.store : other
                    let answer = answer(person < 2, "p\(person)")
                    group.addTask { [lease = fixture.lease] in
                        (try? await counter.decide(run: lease.run, path: path, answer: answer, at: .now)).map { _ in
                            "p\(person)"
                        }
                    }
                }
                return await group.reduce(into: []) { if let winner = $1 { $0.append(winner) } }
            }
            #expect(winners.count == 1)
            #expect(try await fixture.store.approval(run: fixture.lease.run, path: path)?.decidedBy == winners.first)
        }
    }

    @Test(arguments: StoreKind.all) func onlyThoseWhoAreNamedMayAnswer(_ kind: StoreKind) async throws {
        let fixture = try await ApprovalFixture(kind)
        _ = try await fixture.store.open(request(from: ["carol", "ops"]), under: fixture.lease)
        await #expect(
            throws: JournalError.notAnApprover(Identity(user: "ada", groups: ["dev"]), allowed: ["carol", "ops"])
        ) { try await fixture.decide(answer(true, groups: ["dev"])) }
        #expect(try await fixture.store.approval(run: fixture.lease.run, path: "3")?.state == .pending)
        #expect(try await fixture.decide(answer(true, groups: ["dev", "ops"])).state == .approved)
    }

    @Test(arguments: StoreKind.all) func anAnswerAfterTheDeadlineComesTooLate(_ kind: StoreKind) async throws {
        let fixture = try await ApprovalFixture(kind)
        _ = try await fixture.store.open(request(deadline: 150), under: fixture.lease)
        #expect(try await fixture.decide(answer(true), at: 151).state == .expired)
        let record = try #require(try await fixture.store.approval(run: fixture.lease.run, path: "3"))
        #expect(record.state == .expired)
        #expect(record.decidedBy == nil)
        await #expect(throws: JournalError.alreadyDecided(record)) { try await fixture.decide(answer(true), at: 152) }
    }

    @Test(arguments: StoreKind.all) func anAnswerAtTheDeadlineCounts(_ kind: StoreKind) async throws {
        let fixture = try await ApprovalFixture(kind)
        _ = try await fixture.store.open(request(deadline: 150), under: fixture.lease)
        #expect(try await fixture.decide(answer(true), at: 150).state == .approved)
        let late = try await fixture.store.expire(run: fixture.lease.run, path: "3", at: Timestamp(milliseconds: 500))
        #expect(late.state == .approved)
    }

    @Test(arguments: StoreKind.all) func withoutAPathTheOnlyPendingRequestIsMeant(_ kind: StoreKind) async throws {
        let fixture = try await ApprovalFixture(kind)
        await #expect(throws: JournalError.noPendingApproval(fixture.lease.run)) {
            try await fixture.decide(answer(true), path: nil)
        }
        _ = try await fixture.store.open(request("3"), under: fixture.lease)
        _ = try await fixture.store.open(request("4"), under: fixture.lease)
        _ = try await fixture.decide(answer(true), path: "3")
        #expect(try await fixture.decide(answer(false), path: nil).request.path == "4")
    }

    @Test(arguments: StoreKind.all) func severalPendingRequestsMustBeDistinguished(_ kind: StoreKind) async throws {
        let fixture = try await ApprovalFixture(kind)
        _ = try await fixture.store.open(request("3/a/1"), under: fixture.lease)
        _ = try await fixture.store.open(request("3/b/1"), under: fixture.lease)
        await #expect(throws: JournalError.severalPendingApprovals(fixture.lease.run, paths: ["3/a/1", "3/b/1"])) {
            try await fixture.decide(answer(true), path: nil)
        }
        #expect(try await fixture.store.approvals(of: fixture.lease.run).map(\.state) == [.pending, .pending])
    }

    @Test(arguments: StoreKind.all) func anOvertakenProcessCannotAsk(_ kind: StoreKind) async throws {
        let fixture = try await ApprovalFixture(kind)
        let outdated = RunLease(run: fixture.lease.run, row: fixture.lease.row, fence: 0)
        await #expect(throws: JournalError.fenced(fixture.lease.run)) {
            try await fixture.store.open(request(), under: outdated)
        }
    }
}

extension ApprovalFixture {
    fileprivate func decide(_ answer: ApprovalAnswer, path: String? = "3", at moment: Int64 = 200) async throws
        -> ApprovalRecord
    {
        try await store.decide(run: lease.run, path: path, answer: answer, at: Timestamp(milliseconds: moment))
    }
}
