import Journal
import JournalTestSupport
import Testing

/// Named locks: one run has each at a time, as long as it is alive or waits with it.
@Suite struct LockTests {
    private static let now = Timestamp(milliseconds: 1_000)

    private func busy(_ outcome: LockOutcome) -> RunID? {
        if case .busy(let holder) = outcome { holder.run } else { nil }
    }

    @Test(arguments: StoreKind.all) func aLockIsHeldByOneRunUntilItEnds(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        let request = LockRequest(name: "db", path: "1")
        let first = try await fixture.run("first")
        let second = try await fixture.run("second")
        #expect(try await fixture.store.take(request, under: first, at: Self.now) == .held)
        #expect(try await fixture.store.take(request, under: first, at: Self.now) == .held)
        let outcome = try await fixture.store.take(request, under: second, at: Self.now)
        guard case .busy(let holder) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(holder.run == first.run)
        #expect(holder.since == Self.now)
        #expect(holder.requester == "ada")
        #expect(try await fixture.store.locks() == [holder])
        try await fixture.store.release(first, status: .done, summary: nil)
        #expect(try await fixture.store.locks() == [])
        #expect(try await fixture.store.take(request, under: second, at: Self.now) == .held)
    }

    @Test(arguments: StoreKind.all, [RunStatus.done, .failed, .cancelled, .parked, .needsAttention])
    func whatTheEndOfAPartDoesToALock(_ kind: StoreKind, _ status: RunStatus) async throws {
        let fixture = try StoreFixture(kind)
        let first = try await fixture.run("first")
        let second = try await fixture.run("second")
        for (name, isKept) in [("kept", true), ("loose", false)] {
            let request = LockRequest(name: name, path: name, isKeptWhileParked: isKept)
            #expect(try await fixture.store.take(request, under: first, at: Self.now) == .held)
        }
        try await fixture.store.release(first, status: status, summary: nil)
        let kept = try await fixture.store.take(LockRequest(name: "kept", path: "1"), under: second, at: Self.now)
        let loose = try await fixture.store.take(LockRequest(name: "loose", path: "1"), under: second, at: Self.now)
        #expect(busy(kept) == (status == .parked || status == .needsAttention ? first.run : nil))
        #expect(busy(loose) == (status == .needsAttention ? first.run : nil))
    }

    @Test(arguments: StoreKind.all) func aDeadRunLosesItsLockAndHasToGetItBack(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        let request = LockRequest(name: "db", path: "1")
        // A store of its own stands for a process; letting go of it is what the kernel does to a killed one.
        var dying: (any RunStore)? = try fixture.another()
        let first = try #require(try await dying?.create(RunDefinition.sample(), id: RunID("first"), owner: "one"))
        #expect(try await dying?.take(request, under: first, at: Self.now) == .held)
        let second = try await fixture.run("second")
        #expect(busy(try await fixture.store.take(request, under: second, at: Self.now)) == first.run)
        try dying?.close()
        dying = nil
        // A process that another test starts has a copy of the descriptors until it becomes its program.
        var outcome = try await fixture.store.take(request, under: second, at: Self.now)
        while outcome != .held {
            await Task.yield()
            outcome = try await fixture.store.take(request, under: second, at: Self.now)
        }
        await #expect(throws: JournalError.self) { try await fixture.store.acquire(first.run, owner: "two") }
        #expect(try await fixture.store.find("first").fence == 1)
        try await fixture.store.release(second, status: .done, summary: nil)
        let again = try await fixture.store.acquire(first.run, owner: "two")
        #expect(try await fixture.store.locks().map(\.run) == [first.run])
        try await fixture.store.release(again, status: .done, summary: nil)
    }

    @Test(arguments: StoreKind.all) func aNewRunThatDoesNotGetItsLockIsNotRecorded(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        let request = LockRequest(name: "deploy shop to production", path: "")
        func create(_ name: String) async throws -> RunLease {
            try await fixture.store.create(
                RunDefinition.sample(), sources: nil, id: RunID(name), owner: "one", at: Self.now, history: [],
                lock: request)
        }
        let first = try await create("first")
        await #expect(throws: JournalError.self) { try await create("second") }
        #expect(try await fixture.store.runs(limit: 10).map(\.id) == [first.run])
        try await fixture.store.release(first, status: .failed, summary: nil)
        #expect(try await create("second").run == RunID("second"))
    }

    @Test(arguments: StoreKind.all) func ofManyThatAskAtOnceOneGetsIt(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        let stores = try (0..<4).map { _ in try fixture.another() }
        defer { for store in stores { try? store.close() } }
        var leases: [(any RunStore, RunLease)] = []
        for number in 0..<20 {
            let store = stores[number % 4]
            leases.append(
                (store, try await store.create(RunDefinition.sample(), id: RunID("run-\(number)"), owner: "one")))
        }
        for round in 0..<20 {
            let request = LockRequest(name: "lock-\(round)", path: "1")
            let winners = try await withThrowingTaskGroup(of: LockOutcome.self) { group in
                for (store, lease) in leases {
                    group.addTask { try await store.take(request, under: lease, at: Self.now) }
                }
                return try await group.reduce(into: 0) { $0 += $1 == .held ? 1 : 0 }
            }
            #expect(winners == 1)
        }
    }

    @Test(arguments: StoreKind.all) func aScopeGivesItsOwnLockBack(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        let lease = try await fixture.run()
        _ = try await fixture.store.take(LockRequest(name: "db", path: "3/1", scope: "3"), under: lease, at: Self.now)
        try await fixture.store.release("db", scope: "4", under: lease)
        #expect(try await fixture.store.locks().count == 1)
        try await fixture.store.release("db", scope: "3", under: lease)
        #expect(try await fixture.store.locks() == [])
    }
}
