import Journal
import RunReports
import Testing

/// What runs where, and what a rollback goes back to, from what was deployed.
@Suite struct EnvironmentStandingTests {
    private func deployment(
        _ version: String, _ status: RunStatus = .done, _ kind: DeploymentRecord.Kind = .promotion, at moment: Int64,
        of application: String = "shop", to environment: String = "test"
    ) -> DeploymentRecord {
        DeploymentRecord(
            run: RunID("r\(moment)"), application: application, version: version,
            release: ContentHash(of: Array(version.utf8)), environment: environment, kind: kind, requester: "ada",
            skipReason: nil, startedAt: Timestamp(milliseconds: moment), status: status,
            updatedAt: Timestamp(milliseconds: moment + 1))
    }

    @Test func whatEndedWellLastRuns() {
        let all = EnvironmentStanding.all([
            deployment("v3", .failed, at: 30), deployment("v2", at: 20), deployment("v1", at: 10),
            deployment("v1", at: 5, of: "mailer"), deployment("v1", .parked, at: 4, to: "production"),
        ])
        #expect(all.map(\.environment) == ["production", "test", "test"])
        #expect(all.map(\.application) == ["shop", "mailer", "shop"])
        #expect(all.map(\.current?.version) == [nil, "v1", "v2"])
        #expect(all.map(\.pending?.version) == ["v1", nil, "v3"])
    }

    @Test func aRollbackGoesBackToWhatRanBefore() {
        let history = [deployment("v3", .failed, at: 30), deployment("v2", at: 20), deployment("v1", at: 10)]
        #expect(EnvironmentStanding.rollbackTarget(in: history, to: nil)?.target.version == "v1")
        #expect(EnvironmentStanding.rollbackTarget(in: history, to: nil)?.current.version == "v2")
        #expect(EnvironmentStanding.rollbackTarget(in: Array(history.suffix(1)), to: nil) == nil)
        let again = [deployment("v2", at: 25)] + history.dropFirst()
        #expect(
            EnvironmentStanding.rollbackTarget(in: again, to: nil)?.target.version == "v1",
            "deployed twice is still one release")
    }

    @Test func twoRollbacksGoBackTwice() {
        let history = [
            deployment("v2", .done, .rollback, at: 40), deployment("v3", at: 30), deployment("v2", at: 20),
            deployment("v1", at: 10),
        ]
        #expect(EnvironmentStanding.rollbackTarget(in: history, to: nil)?.target.version == "v1")
        #expect(
            EnvironmentStanding.rollbackTarget(in: history, to: "v3")?.target.version == "v3",
            "the way forward is named")
        #expect(EnvironmentStanding.rollbackTarget(in: history, to: "v9") == nil)
    }
}
