import Journal
import JournalTestSupport
import Testing

/// A release is kept once and never changed, and what was deployed stays known.
@Suite struct ReleaseContractTests {
    private static let sources: [UInt8] = [7, 7]

    private func release(
        _ version: String, of application: String = "shop", content: [UInt8] = [1], at moment: Int64 = 100
    ) -> ReleaseRecord {
        ReleaseRecord(
            application: application, version: version, content: content, sources: ContentHash(of: Self.sources),
            createdAt: Timestamp(milliseconds: moment), creator: "ada")
    }

    private func deployment(_ run: RunID, _ version: String, to environment: String, at moment: Int64 = 5)
        -> DeploymentRecord
    {
        DeploymentRecord(
            run: run, application: "shop", version: version, release: ContentHash(of: [1]), environment: environment,
            kind: .promotion, requester: "ada", skipReason: "a hurry", startedAt: Timestamp(milliseconds: moment),
            status: .running, updatedAt: Timestamp(milliseconds: moment))
    }

    @Test(arguments: StoreKind.all) func aReleaseIsFoundAsItWasKept(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        #expect(try await fixture.store.keep(release("v1"), sources: Self.sources) == .kept)
        #expect(try await fixture.store.release(of: "shop", version: "v1") == release("v1"))
        #expect(try await fixture.store.release(of: "shop", version: "v2") == nil)
        #expect(try await fixture.store.release(of: "mailer", version: "v1") == nil)
        #expect(try await fixture.store.content(release("v1").sources) == Self.sources)
        let other = try fixture.another()
        defer { try? other.close() }
        #expect(try await other.release(of: "shop", version: "v1") == release("v1"), "another process sees it")
    }

    @Test(arguments: StoreKind.all) func aVersionNeverBecomesAnotherRelease(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        _ = try await fixture.store.keep(release("v1"), sources: Self.sources)
        #expect(try await fixture.store.keep(release("v1"), sources: Self.sources) == .kept, "it is the same")
        let other = release("v1", content: [2])
        #expect(try await fixture.store.keep(other, sources: Self.sources) == .taken(release("v1")))
        #expect(try await fixture.store.release(of: "shop", version: "v1") == release("v1"))
        #expect(try await fixture.store.keep(release("v1", of: "mailer", content: [2]), sources: Self.sources) == .kept)
    }

    @Test(arguments: StoreKind.all) func theNewestReleasesComeFirst(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        for (version, moment) in [("v2", 200), ("v1", 100), ("v3", 200)] {
            _ = try await fixture.store.keep(release(version, at: Int64(moment)), sources: Self.sources)
        }
        _ = try await fixture.store.keep(release("v9", of: "mailer", at: 300), sources: Self.sources)
        #expect(try await fixture.store.releases(of: "shop").map(\.version) == ["v3", "v2", "v1"])
        #expect(try await fixture.store.releases(of: nil).map(\.version) == ["v9", "v3", "v2", "v1"])
    }

    @Test(arguments: StoreKind.all) func aReleaseKeepsItsSourcesWhenItsRunIsPruned(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        try await fixture.store.end("r1", sources: Self.sources)
        _ = try await fixture.store.keep(release("v1"), sources: Self.sources)
        #expect(try await fixture.store.prune(keep: 0).runs == [RunID("r1")])
        #expect(try await fixture.store.release(of: "shop", version: "v1") == release("v1"))
        #expect(try await fixture.store.content(release("v1").sources) == Self.sources)
    }

    @Test(arguments: StoreKind.all) func aDeploymentStandsAsItsRunDoes(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        let lease = try await fixture.run("r1")
        try await fixture.store.note(deployment(lease.run, "v1", to: "test"))
        #expect(try await fixture.store.deployments(to: "test").map(\.status) == [.running])
        try await fixture.store.release(lease, status: .failed, summary: nil)
        #expect(try await fixture.store.deployments(to: "test").map(\.status) == [.failed])
        let again = try await fixture.store.acquire(lease.run, owner: "bob")
        #expect(try await fixture.store.deployments(to: "test").map(\.status) == [.running])
        try await fixture.store.release(again, status: .done, summary: nil)
        #expect(try await fixture.store.deployments(to: "test").map(\.status) == [.done])
        _ = try await fixture.store.prune(keep: 0)
        let left = try #require(try await fixture.store.deployments(to: "test").first)
        #expect(left.status == .done, "what was deployed stays known without its run")
        #expect((left.version, left.skipReason, left.kind) == ("v1", "a hurry", .promotion))
    }

    @Test(arguments: StoreKind.all) func deploymentsAreNotedOnceAndTheNewestComeFirst(_ kind: StoreKind) async throws {
        let fixture = try StoreFixture(kind)
        for (run, moment) in [("r1", 5), ("r2", 9)] {
            let lease = try await fixture.run(run)
            try await fixture.store.note(deployment(lease.run, "v-\(run)", to: "test", at: Int64(moment)))
            try await fixture.store.note(deployment(lease.run, "another", to: "test", at: Int64(moment)))
            try await fixture.store.release(lease, status: .done, summary: nil)
        }
        #expect(try await fixture.store.deployments(to: "test").map(\.version) == ["v-r2", "v-r1"])
        #expect(try await fixture.store.deployments(to: "production").isEmpty)
        #expect(try await fixture.store.deployments(to: nil).count == 2)
    }
}
