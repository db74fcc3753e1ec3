import Journal
import Testing

/// How many may answer, who may not, what time does, and what an answer counts for.
@Suite struct ApprovalRulesTests {
    @Test(arguments: StoreKind.all) func callsThatAskTheSameOfTheSamePeopleShareARequest(_ kind: StoreKind) async throws
    {
        let fixture = try await ApprovalFixture(kind)
        _ = try await fixture.open("3", from: ["ada", "bob"], count: 2, at: 100, deadline: 900, once: "release")
        let other = try await fixture.open(
            "4/1", from: ["bob", "ada"], count: 2, at: 150, deadline: 950, once: "release")
        #expect(other.request.path == "3")
    }

    /// Whoever asks first must not set the rules for those who ask later.
    @Test(arguments: StoreKind.all) func whatAsksOthersUnderTheSameNameIsAnotherRequest(_ kind: StoreKind) async throws
    {
        let fixture = try await ApprovalFixture(kind)
        _ = try await fixture.open("3", once: "release")
        _ = try await fixture.decide(true, "eve", path: "3")
        let strict = [
            try await fixture.open("4", from: ["ada"], once: "release"),
            try await fixture.open("5", excluded: ["eve"], once: "release"),
            try await fixture.open("6", count: 2, once: "release"),
            try await fixture.open("7", at: 100, deadline: 900, once: "release"),
            try await fixture.open("8", onTimeout: .approve, once: "release"),
            try await fixture.open("9", form: [ApprovalField(name: "slot", kind: .text)], once: "release"),
        ]
        #expect(strict.map(\.request.path) == ["4", "5", "6", "7", "8", "9"])
        #expect(strict.allSatisfy { $0.state == .pending && $0.answers.isEmpty })
        #expect(try await fixture.open("10", once: "release").state == .approved, "the same rules share the answer")
    }

    @Test(arguments: StoreKind.all) func anEmptyGroupIsNobody(_ kind: StoreKind) async throws {
        let fixture = try await ApprovalFixture(kind)
        _ = try await fixture.open(from: [ApprovalRequest.nobody(in: "the empty group ops")])
        for user in ["ada", "nobody", "the empty group ops", ""] {
            let refused = await fixture.error { try await fixture.decide(true, user) }
            guard case .notAnApprover = refused else {
                Issue.record("\(user) was let in: \(String(describing: refused))")
                continue
            }
        }
    }

    @Test(arguments: StoreKind.all) func itTakesAsManyPeopleAsItSays(_ kind: StoreKind) async throws {
        let fixture = try await ApprovalFixture(kind)
        _ = try await fixture.open(count: 2)
        let first = try await fixture.decide(true, "ada")
        #expect(first.state == .pending)
        #expect(first.tally == "1 of 2 yes so far")
        let second = try await fixture.decide(true, "bob", at: 300)
        #expect(second.state == .approved)
        #expect(second.decidedBy == "bob")
        #expect(second.answers.map(\.user) == ["ada", "bob"])
        #expect(second.decidedAt == Timestamp(milliseconds: 300))
    }

    @Test(arguments: StoreKind.all) func nobodyCountsTwice(_ kind: StoreKind) async throws {
        let fixture = try await ApprovalFixture(kind)
        _ = try await fixture.open(count: 2)
        let first = try await fixture.decide(true, "ada")
        for yes in [true, false] {
            #expect(await fixture.error { try await fixture.decide(yes, "ada") } == .alreadyAnswered(first, by: "ada"))
        }
        #expect(
            JournalError.alreadyAnswered(first, by: "ada").description
                == "ada has answered before and that is recorded; 1 of 2 yes so far")
        #expect(try await fixture.store.approval(run: fixture.lease.run, path: "3")?.state == .pending)
    }

    @Test(arguments: StoreKind.all) func oneNoIsEnoughHoweverManyMustSayYes(_ kind: StoreKind) async throws {
        let fixture = try await ApprovalFixture(kind)
        _ = try await fixture.open(count: 3)
        _ = try await fixture.decide(true, "ada")
        let record = try await fixture.decide(false, "bob")
        #expect(record.state == .rejected)
        #expect(record.decidedBy == "bob")
        #expect(await fixture.error { try await fixture.decide(true, "eve") } == .alreadyDecided(record))
    }

    @Test(arguments: StoreKind.all) func whoIsExcludedMayNotAnswer(_ kind: StoreKind) async throws {
        let fixture = try await ApprovalFixture(kind)
        _ = try await fixture.open(excluded: ["ada"])
        #expect(
            await fixture.error { try await fixture.decide(true, "ada") }
                == .ownRequest(Identity(user: "ada", groups: [])))
        #expect(try await fixture.decide(true, "bob").state == .approved)
    }

    @Test(arguments: StoreKind.all) func whatATimeOutCountsAsIsUpToTheRequest(_ kind: StoreKind) async throws {
        let fixture = try await ApprovalFixture(kind)
        for (path, onTimeout, state) in [
            ("1", ApprovalTimeout.reject, ApprovalState.expired), ("2", .approve, .approved),
            ("3", .continue, .expired),
        ] {
            _ = try await fixture.open(path, deadline: 150, onTimeout: onTimeout)
            // An answer that comes too late settles it as the time would have.
            let record = try await fixture.decide(false, "ada", path: path)
            #expect(record.state == state)
            #expect(record.isTimedOut)
            #expect(record.decidedBy == nil)
            #expect(record.answers.isEmpty)
            #expect(record.channel == (onTimeout == .approve ? "timeout" : nil))
            #expect(
                await fixture.error { try await fixture.decide(true, "bob", path: path) } == .alreadyDecided(record))
        }
        let record = try #require(try await fixture.store.approval(run: fixture.lease.run, path: "2"))
        #expect(JournalError.alreadyDecided(record).description == "too late: approved by nobody: the time ran out")
    }

    @Test(arguments: StoreKind.all) func anAnswerCountsForWhatWasShownOnly(_ kind: StoreKind) async throws {
        let fixture = try await ApprovalFixture(kind)
        _ = try await fixture.open(shown: 1)
        let fingerprint = try #require(try await fixture.decide(true, "ada").request.fingerprint)
        #expect(try await fixture.open(shown: 1).state == .approved)
        let other = try await fixture.open(shown: 2)
        #expect(other.state == .pending)
        #expect(other.round == 2)
        #expect(
            await fixture.error { try await fixture.decide(true, "ada", fingerprint: fingerprint) } == .voided(other))
        #expect(try await fixture.decide(false, "bob", fingerprint: other.request.fingerprint).state == .rejected)
        let all = try await fixture.store.approvals(of: fixture.lease.run)
        #expect(all.map(\.state) == [.voided, .rejected])
        #expect(all.first?.answers.map(\.user) == ["ada"], "history is kept")
    }

    @Test(arguments: StoreKind.all) func aPendingRequestForSomethingElseIsVoidToo(_ kind: StoreKind) async throws {
        let fixture = try await ApprovalFixture(kind)
        _ = try await fixture.open(shown: 1)
        _ = try await fixture.open(shown: 2)
        #expect(try await fixture.store.approvals(of: fixture.lease.run).map(\.state) == [.pending, .voided])
        #expect(try await fixture.decide(true, "ada").round == 2)
    }

    @Test(arguments: StoreKind.all) func aRequestThatReplacesAnotherIsOpenForAsLong(_ kind: StoreKind) async throws {
        let fixture = try await ApprovalFixture(kind)
        _ = try await fixture.open(deadline: 5100, shown: 1)
        let before = Timestamp.now
        let second = try await fixture.open(deadline: 5100, shown: 2).request
        #expect(second.requestedAt >= before)
        #expect(second.deadline == second.requestedAt.adding(seconds: 5))
    }

    @Test(arguments: StoreKind.all) func aStepThatIsBegunAnewAsksAgainAfterANo(_ kind: StoreKind) async throws {
        let fixture = try await ApprovalFixture(kind)
        _ = try await fixture.open()
        _ = try await fixture.decide(false, "ada", at: 200)
        #expect(
            try await fixture.open(at: 100).state == .rejected, "the same step sees the answer, in whichever process")
        #expect(try await fixture.open(at: 300).state == .pending, "one that is tried again asks again")
        _ = try await fixture.decide(true, "ada", at: 400)
        #expect(try await fixture.open(at: 500).state == .approved, "a yes stays a yes")
    }

    @Test(arguments: StoreKind.all) func stepsThatAskTheSameUnderOneNameShareTheAnswer(_ kind: StoreKind) async throws {
        let fixture = try await ApprovalFixture(kind)
        let first = try await fixture.open("1/a/1", shown: 1, once: "go")
        let second = try await fixture.open("1/b/1", shown: 1, once: "go")
        #expect(second == first)
        let record = try await fixture.decide(true, "ada")
        #expect(try await fixture.open("1/c/1", at: 300, shown: 1, once: "go") == record)
        #expect(
            try await fixture.open("1/d/1", at: 300, shown: 2, once: "go").state == .pending, "it shows something else")
        #expect(try await fixture.open("1/e/1", at: 300, shown: 1).state == .pending, "it has no name")
    }

    @Test(arguments: StoreKind.all) func aRunThatTriesAgainAsksAgainUnderASharedName(_ kind: StoreKind) async throws {
        let fixture = try await ApprovalFixture(kind)
        _ = try await fixture.open("1/a/1", shown: 1, once: "go")
        _ = try await fixture.decide(false, "ada")
        #expect(try await fixture.open("1/b/1", at: 300, shown: 1, once: "go").state == .rejected)
        try await fixture.store.release(fixture.lease, status: .failed, summary: nil)
        let next = try await fixture.store.acquire(fixture.lease.run, owner: "next")
        let request = ApprovalRequest(
            path: "1/b/1", message: "Release?", details: [], approvers: [],
            requestedAt: Timestamp(milliseconds: 400), deadline: nil, binding: ContentHash(of: [1]), once: "go")
        #expect(try await fixture.store.open(request, under: next).state == .pending)
    }

    @Test(arguments: StoreKind.all) func aFormTakesWhatItSays(_ kind: StoreKind) async throws {
        let fixture = try await ApprovalFixture(kind)
        let form = [
            ApprovalField(name: "hosts", kind: .integer, fallback: "3"),
            ApprovalField(name: "note", kind: .text, isRequired: false),
            ApprovalField(name: "slot", kind: .choice, choices: ["blue", "green"]),
            ApprovalField(name: "sure", kind: .boolean, help: "really?"),
        ]
        _ = try await fixture.open(form: form)
        let cases: [([String: String], String)] = [
            ([:], "field 'slot' is missing: it takes blue or green"),
            (["slot": "red"], "field 'slot' takes blue or green, not 'red'"),
            (["slot": "blue"], "field 'sure' (really?) is missing: it takes yes or no"),
            (["slot": "blue", "sure": "maybe"], "field 'sure' takes yes or no, not 'maybe'"),
            (["slot": "blue", "sure": "yes", "hosts": "many"], "field 'hosts' takes a whole number, not 'many'"),
            (["slt": "blue"], "there is no field 'slt'; there are hosts, note, slot, sure"),
        ]
        for (fields, message) in cases {
            let refusal = await fixture.error { try await fixture.decide(true, "ada", fields: fields) }
            #expect(refusal?.description == message + "; give it with --field NAME=VALUE")
        }
        let record = try await fixture.decide(true, "ada", fields: ["slot": "green", "sure": "Yes"])
        #expect(record.request.form == form)
        #expect(record.answers.first?.fields == ["hosts": "3", "slot": "green", "sure": "true"])
    }

    @Test(arguments: StoreKind.all) func aNoNeedsNoForm(_ kind: StoreKind) async throws {
        let fixture = try await ApprovalFixture(kind)
        _ = try await fixture.open(form: [ApprovalField(name: "slot", kind: .text)])
        #expect(try await fixture.decide(false, "ada").state == .rejected)
    }
}
