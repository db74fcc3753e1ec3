import Journal
import JournalTestSupport
import Testing

@Suite struct EventContractTests {
    @Test(arguments: StoreKind.all) func aRunIsFoundAsItWasRecorded(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        let lease = try await fixture.run()
        let record = try await fixture.store.find(lease.run.description)
        #expect(record.definition == RunDefinition.sample())
        #expect(record.status == .running)
        #expect(record.fence == 1)
        #expect(record.owner == "ada@here, process 1")
        #expect(record.summary == nil)
    }

    @Test(arguments: StoreKind.all) func eventsComeBackInOrderAndWhole(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        let lease = try await fixture.run()
        let events: [EventRecord] = [.started("1"), .finished("1"), .started("2"), .finished("2")]
        try await fixture.store.append(Array(events[0..<1]), under: lease)
        try await fixture.store.append(Array(events[1...]), under: lease)
        let stored = try await fixture.store.events(of: lease.run)
        #expect(stored.map(\.id) == [1, 2, 3, 4])
        #expect(stored.map(\.event) == events)
    }

    @Test(arguments: StoreKind.all) func eachRunCountsItsOwnEvents(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        let (one, two) = (try await fixture.run("one"), try await fixture.run("two"))
        try await fixture.store.append([.started("1")], under: one)
        try await fixture.store.append([.started("1"), .finished("1")], under: two)
        try await fixture.store.append([.finished("1")], under: one)
        #expect(try await fixture.store.events(of: one.run).map(\.id) == [1, 2])
        #expect(try await fixture.store.events(of: two.run).map(\.id) == [1, 2])
    }

    @Test(arguments: StoreKind.all) func manyAppendersLeaveNoGapAndNoEntryTornApart(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        let lease = try await fixture.run()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for branch in 0..<100 {
                group.addTask {
                    try await fixture.store.append([.started("\(branch)"), .finished("\(branch)")], under: lease)
                }
            }
            try await group.waitForAll()
        }
        let stored = try await fixture.store.events(of: lease.run)
        #expect(stored.map(\.id) == Array(1...200))
        for index in stride(from: 0, to: 200, by: 2) {
            #expect(stored[index].event.path == stored[index + 1].event.path)
        }
        #expect(Set(stored.map(\.event.path)).count == 100)
    }

    @Test(arguments: StoreKind.all) func aRunGoesOnWithTheSourcesOfItsLastEdit(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        let lease = try await fixture.run()
        let edited = try await fixture.store.put([2])
        let intent = StepIntent(
            primitive: "edited", revision: 1, source: "a.lua", library: nil, options: [], digest: edited)
        let event = EventRecord(kind: .edited, path: "", at: Timestamp(milliseconds: 9), intent: intent)
        try await fixture.store.append([event], under: lease)
        #expect(try await fixture.store.find("last").definition.bundle == edited)
        #expect(try await fixture.store.faults(of: lease.run, isTakenUp: true).isEmpty)
    }

    @Test(arguments: StoreKind.all) func whatARunTookOverComesFirst(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        let lease = try await fixture.store.create(
            RunDefinition.sample(), sources: [1], id: RunID("again"), owner: "ada", at: .now,
            history: [.started("1"), .finished("1")], lock: nil)
        try await fixture.store.append([.started("2")], under: lease)
        #expect(try await fixture.store.events(of: lease.run).map(\.event.path) == ["1", "1", "2"])
        try await fixture.store.release(lease, status: .failed, summary: nil)
        #expect(try await fixture.store.faults(of: lease.run, isTakenUp: true).isEmpty)
    }

    @Test(arguments: StoreKind.all) func aRunWithoutItsSourcesIsNotTakenUpUnlessAPersonAcceptsIt(_ kind: StoreKind)
        async throws
    {
        let fixture = try StoreFixture(kind)
        let lease = try await fixture.store.create(RunDefinition.sample(), id: RunID("bare"), owner: "ada")
        try await fixture.store.release(lease, status: .failed, summary: nil)
        let faults = try await fixture.store.faults(of: lease.run, isTakenUp: true)
        #expect(faults.map(\.kind) == [.sources])
        await #expect(throws: JournalError.damaged(lease.run, faults)) {
            try await fixture.store.acquire(lease.run, owner: "bob")
        }
        #expect(try await !fixture.store.hasLiveOwner(lease.run))
        let place = RunProject(root: "/srv/elsewhere", isAroundState: false)
        let event = EventRecord(kind: .accepted, path: "", at: Timestamp(milliseconds: 9), body: [7])
        let next = try await fixture.store.acquire(
            lease.run, owner: "bob", reclaimsLocks: true,
            accepting: Acceptance(event: event, damage: true, project: place))
        #expect(try await fixture.store.events(of: next.run).map(\.event) == [event])
        #expect(try await fixture.store.find("bare").definition.project == place)
    }

    @Test(arguments: StoreKind.all) func blobsAreKeptOnceUnderTheirHash(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        let hash = try await fixture.store.put([1, 2, 3])
        #expect(try await fixture.store.put([1, 2, 3]) == hash)
        #expect(hash.description == "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81")
        #expect(try await fixture.store.content(hash) == [1, 2, 3])
        let missing = ContentHash(of: [4])
        await #expect(throws: JournalError.missingBlob(missing)) { try await fixture.store.content(missing) }
    }
}
