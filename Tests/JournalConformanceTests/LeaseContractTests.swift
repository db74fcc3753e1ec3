import Journal
import JournalTestSupport
import Testing

@Suite struct LeaseContractTests {
    @Test(arguments: StoreKind.all) func twoStoresExcludeEachOther(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        let lease = try await fixture.run()
        let other = try fixture.another()
        defer { try? other.close() }
        await #expect(throws: JournalError.runIsHeld(lease.run, by: "ada@here, process 1")) {
            try await other.acquire(lease.run, owner: "bob")
        }
        try await fixture.store.release(lease, status: .parked, summary: "waits")
        #expect(try await other.find("last").status == .parked)
        let second = try await other.acquire(lease.run, owner: "bob")
        #expect(second.fence == 2)
        #expect(try await fixture.store.find("last").owner == "bob")
    }

    @Test(arguments: StoreKind.all) func oneStoreGivesARunAwayOnce(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        for round in 0..<20 {
            let lease = try await fixture.run("run-\(round)")
            try await fixture.store.release(lease, status: .failed, summary: nil)
            let winners = await withTaskGroup(of: Bool.self, returning: Int.self) { group in
                for owner in 0..<8 {
                    group.addTask { (try? await fixture.store.acquire(lease.run, owner: "\(owner)")) != nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(winners == 1)
        }
    }

    @Test(arguments: StoreKind.all) func anOutdatedLeaseDoesNotFreeItsSuccessorsLock(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        let old = try await fixture.run()
        try await fixture.store.release(old, status: .parked, summary: nil)
        _ = try await fixture.store.acquire(old.run, owner: "bob")
        await #expect(throws: JournalError.fenced(old.run)) {
            try await fixture.store.release(old, status: .failed, summary: nil)
        }
        let other = try fixture.another()
        defer { try? other.close() }
        for store in [fixture.store, other] {
            await #expect(throws: JournalError.runIsHeld(old.run, by: "bob")) {
                try await store.acquire(old.run, owner: "eve")
            }
        }
    }

    @Test(arguments: StoreKind.all) func aRunThatIsNotThereCannotBeTaken(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        await #expect(throws: JournalError.noSuchRun("nobody")) {
            try await fixture.store.acquire(RunID("nobody"), owner: "ada")
        }
    }

    @Test(arguments: StoreKind.all) func theFirstWhoRequestsCancellationIsRemembered(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        let lease = try await fixture.run()
        try await fixture.store.requestCancel(of: lease.run, by: "ada")
        try await fixture.store.requestCancel(of: lease.run, by: "bob")
        #expect(try await fixture.store.find("last").cancelRequestedBy == "ada")
    }

    @Test(arguments: StoreKind.all) func aHolderWhoseRunWasTakenCanWriteNothing(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        var dying: (any RunStore)? = try fixture.another()
        let created = try await dying?.create(RunDefinition.sample(), id: RunID("first"), owner: "one")
        let old = try #require(created)
        try dying?.close()
        dying = nil
        _ = try await fixture.store.put([1])
        var taken: RunLease?
        // A process that another test starts has a copy of the descriptors until it becomes its program.
        while taken == nil {
            taken = try? await fixture.store.acquire(old.run, owner: "two")
            await Task.yield()
        }
        let new = try #require(taken)
        let late = try fixture.another()
        defer { try? late.close() }
        await #expect(throws: JournalError.fenced(old.run)) { try await late.append([.started("1")], under: old) }
        await #expect(throws: JournalError.fenced(old.run)) {
            try await late.release(old, status: .done, summary: nil)
        }
        try await fixture.store.append([.started("1")], under: new)
        #expect(try await late.events(of: old.run).count == 1)
        #expect(try await late.find("first").status == .running)
    }

    @Test(arguments: StoreKind.all) func aRunWhoseProcessDiedIsInterrupted(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        let alive = try await fixture.run("alive")
        var dying: (any RunStore)? = try fixture.another()
        _ = try await dying?.create(RunDefinition.sample(), id: RunID("dead"), owner: "one")
        #expect(try await fixture.store.interrupted().isEmpty)
        try dying?.close()
        dying = nil
        var interrupted = try await fixture.store.interrupted()
        while interrupted.isEmpty {
            await Task.yield()
            interrupted = try await fixture.store.interrupted()
        }
        #expect(interrupted == [RunID("dead")])
        #expect(try await fixture.store.hasLiveOwner(alive.run))
    }

    @Test(arguments: StoreKind.all) func aRunThatIsReleasedUnchangedIsAsItWas(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        let lease = try await fixture.run()
        let wake = WakeCondition(at: Timestamp(milliseconds: 900), approvals: [])
        try await fixture.store.release(lease, status: .parked, summary: "waits", wake: wake)
        let before = try await fixture.store.find("last")
        let next = try await fixture.store.acquire(lease.run, owner: "bob")
        #expect(next.previous == .parked)
        try await fixture.store.release(unchanged: next)
        let after = try await fixture.store.find("last")
        #expect(after.status == before.status && after.summary == before.summary && after.wakeAt == before.wakeAt)
        #expect(after.fence == before.fence + 1)
    }
}

@Suite struct FindTests {
    @Test(arguments: StoreKind.all) func runsAreFoundByNamePartAndLast(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        for name in ["261124-030405-aaaa", "261124-030406-bbbb", "261125-000000-cccc"] {
            _ = try await fixture.run(name)
        }
        let store = fixture.store
        #expect(try await store.find("last").id == RunID("261125-000000-cccc"))
        #expect(try await store.find("261124-030405-aaaa").id == RunID("261124-030405-aaaa"))
        #expect(try await store.find("bbbb").id == RunID("261124-030406-bbbb"))
        await #expect(
            throws: JournalError.ambiguousRun("261124", matches: ["261124-030406-bbbb", "261124-030405-aaaa"])
        ) { try await store.find("261124") }
        for nothing in ["dddd", "", "%", "_"] {
            await #expect(throws: JournalError.noSuchRun(nothing)) { try await store.find(nothing) }
        }
        #expect(try await store.runs(limit: 2).map(\.id.description) == ["261125-000000-cccc", "261124-030406-bbbb"])
    }

    @Test(arguments: StoreKind.all) func anEmptyJournalHasNoLastRun(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        await #expect(throws: JournalError.noSuchRun("last")) { try await fixture.store.find("last") }
    }
}
