import DatabaseTestSupport
import Testing

/// Starts a PostgreSQL server around a suite.
struct PostgresClusterTrait: SuiteTrait, TestScoping {
    @TaskLocal static var cluster: PostgresCluster?

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await PostgresCluster.with { cluster in
            try await Self.$cluster.withValue(cluster) { try await function() }
        }
    }
}

extension Trait where Self == PostgresClusterTrait {
    static var postgresCluster: Self { Self() }
}
