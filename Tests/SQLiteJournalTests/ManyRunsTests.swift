import GRDB
import Testing

@testable import Journal
@testable import SQLiteJournal

/// What stays quick however many runs there are.
@Suite(.timeLimit(.minutes(10))) struct ManyRunsTests {
    let fixture: StoreFixture
    let store: SQLiteRunStore
    static let count = 100_000

    init() async throws {
        fixture = try StoreFixture()
        store = fixture.store
        // Two recipes in two environments; one in ten is parked, one in ten has failed.
        try await store.write { db in
            try db.execute(
                sql: """
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
                    INSERT INTO run (uid, recipe, environment, parameters, bundle, seed, requester, status, fence,
                                     created_at, updated_at, wake_at)
                    SELECT printf('260101-%06d-abcd', i), iif(i % 2, 'release.lua', 'check.lua'),
                           iif(i % 4 < 2, 'production', NULL), x'00', x'01', 1, 'ada',
                           CASE i % 10 WHEN 3 THEN 'parked' WHEN 5 THEN 'failed' ELSE 'done' END, 1, i, i,
                           iif(i % 1000 = 3, i, NULL)
                    FROM n;
                    """, arguments: [Self.count])
        }
    }

    private func plan(_ sql: String, _ arguments: StatementArguments) async throws -> [String] {
        try await store.read { db in
            try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql, arguments: arguments).map { $0["detail"] }
        }
    }

    @Test func runsAreFoundWithoutLookingAtAllOfThem() async throws {
        typealias Query = SQLiteRunStore.Query
        let plans = [
            try await plan(Query.byName, ["x"]), try await plan(Query.byPrefix, ["x", "y"]),
            try await plan(Query.due, [1]), try await plan(Query.ahead, [1]), try await plan(Query.running, []),
            try await plan("SELECT * FROM approval WHERE run = ? AND path = ? ORDER BY round", [1, "3"]),
            try await plan("SELECT * FROM answer WHERE run = ? ORDER BY at", [1]),
            try await plan("SELECT 1 FROM run WHERE bundle = ?", [1]),
        ]
        for plan in plans {
            #expect(!plan.contains { $0.contains("SCAN") }, "\(plan)")
            #expect(plan.contains { $0.contains("SEARCH") }, "\(plan)")
        }
        // The newest ones are read from the end of the table, as many as are wanted.
        let newest = try await plan(Query.last, [])
        #expect(newest == ["SCAN run"], "no sort: \(newest)")
        // A part in the middle of a name is looked for among the names alone.
        let part = try await plan(Query.byPart, ["x"])
        #expect(part.allSatisfy { $0.contains("COVERING INDEX") }, "\(part)")
    }

    @Test func filteredListsGoByAnIndexAndInItsOrder() async throws {
        let filters = [
            RunFilter(status: .parked), RunFilter(environment: "production"),
            RunFilter(recipe: "release.lua", environment: "production"),
            RunFilter(status: .failed, recipe: "release.lua", environment: "production"),
        ]
        for filter in filters {
            let (sql, texts) = SQLiteRunStore.query(filter)
            let plan = try await plan(sql, StatementArguments(texts) + [20])
            #expect(plan.count == 1 && plan[0].hasPrefix("SEARCH run USING INDEX"), "\(filter): \(plan)")
        }
    }

    @Test func listsShowTheNewestThatFit() async throws {
        #expect(try await store.runs(limit: 2).map(\.id.description) == ["260101-100000-abcd", "260101-099999-abcd"])
        let failed = RunFilter(status: .failed, recipe: "release.lua", environment: nil)
        #expect(
            try await store.runs(failed, limit: 2).map(\.id.description)
                == ["260101-099995-abcd", "260101-099985-abcd"])
        #expect(try await store.find("260101-000777").id.description == "260101-000777-abcd")
        #expect(try await store.find("000777").id.description == "260101-000777-abcd")
        #expect(try await store.due(at: Timestamp(milliseconds: 2500)).map(\.description).count == 3)
    }

    @Test func theNewestOfEachRecipeAndEnvironmentStay() async throws {
        let rule = RetentionRule(keep: 100, since: nil, includesOpenRuns: false)
        let pruned = try await store.prune(try await store.prunable(rule))
        let left = try await store.runs(limit: Self.count)
        #expect(pruned.runs.count + left.count == Self.count)
        let groups = Dictionary(grouping: left) { "\($0.definition.recipe) \($0.definition.environment ?? "-")" }
        #expect(groups.count == 4)
        for (name, runs) in groups {
            #expect(runs.prefix(100).allSatisfy { $0.createdAt.milliseconds > 99_000 }, "\(name)")
            #expect(runs.dropFirst(100).allSatisfy { !$0.status.isEnded }, "\(name)")
        }
        #expect(left.count { $0.status == .parked } == Self.count / 10, "what waits is left alone")
    }
}
