import Foundation
import GRDB
public import Journal
import Synchronization

/// Taking old runs out of the journal.
///
/// The rows of a run go in one transaction, which notes its name in `pruned`; its files go afterwards, and then the
/// note. A process that is killed in between leaves notes, and the next pruning goes by them.
extension SQLiteRunStore {
    /// How many runs one transaction takes, so that a deployment never waits long for its turn to write.
    static let pruneBatch = 200

    /// The runs that a rule does not keep, the oldest first. Those that a living process executes are not among them.
    public func prunable(_ rule: RetentionRule) async throws -> [RunRecord] {
        let runs = try await read { db in
            var sieve = RetentionSieve(rule)
            var found: [(row: Int64, run: RunRecord)] = []
            let rows = try Row.fetchCursor(
                db, sql: "SELECT id, recipe, environment, status, created_at, run.* FROM run ORDER BY id DESC")
            while let row = try rows.next() {
                // By their places: by their names it would take several times as long.
                let isRemoved = sieve.removes(
                    recipe: row[1], environment: row[2], status: RunStatus(rawValue: row[3]) ?? .failed,
                    createdAt: Timestamp(milliseconds: row[4]))
                if isRemoved { found.append((row: row[0], run: Self.run(from: row))) }
            }
            return found
        }
        return runs.reversed().filter { !isAlive($0.row) }.map(\.run)
    }

    /// Takes runs out, unless they were taken up or changed since they were found.
    /// - Parameter runs: what `prunable` gave.
    public func prune(_ runs: [RunRecord]) async throws -> PrunedRuns {
        var pruned = PrunedRuns()
        for start in stride(from: 0, to: runs.count, by: Self.pruneBatch) {
            let batch = Array(runs[start..<min(start + Self.pruneBatch, runs.count)])
            pruned.add(try await prune(batch: batch))
        }
        return pruned
    }

    private func prune(batch: [RunRecord]) async throws -> PrunedRuns {
        try await write { db in
            // Whoever has the lock of a run, no other process takes it up meanwhile.
            let rows = try Self.rows(of: batch, db).filter { !self.held.contains($0.key) && self.lock.tryLock($0.key) }
            defer { for row in rows.keys { self.lock.unlock(row) } }
            guard !rows.isEmpty else { return PrunedRuns() }
            let list = rows.keys.map(String.init).joined(separator: ", ")
            var pruned = PrunedRuns()
            pruned.runs = batch.map(\.id).filter(Set(rows.values.map(\.id)).contains)
            pruned.events = try Int.fetchOne(db, sql: "SELECT count(*) FROM event WHERE run IN (\(list))") ?? 0
            try db.execute(sql: "INSERT OR IGNORE INTO pruned SELECT uid FROM run WHERE id IN (\(list))")
            try Self.settleDeployments(ofRuns: list, db)
            for table in JournalSchema.tablesOfRuns {
                try db.execute(sql: "DELETE FROM \(table) WHERE run IN (\(list))")
            }
            try db.execute(sql: "DELETE FROM run WHERE id IN (\(list))")
            for bundle in Set(rows.values.map(\.definition.bundle)) {
                try db.execute(
                    sql: """
                        DELETE FROM blob WHERE hash = ? AND NOT EXISTS (SELECT 1 FROM run WHERE bundle = blob.hash)
                            AND NOT EXISTS (SELECT 1 FROM release WHERE sources = blob.hash)
                        """,
                    arguments: [Data(bundle.bytes)])
                pruned.sources += db.changesCount
            }
            return pruned
        }
    }

    /// The rows of those runs that are as they were found.
    private static func rows(of runs: [RunRecord], _ db: Database) throws -> [Int64: RunRecord] {
        let found = Dictionary(runs.map { ($0.id.description, $0) }) { first, _ in first }
        let places = runs.map { _ in "?" }.joined(separator: ", ")
        let current = try Row.fetchAll(
            db, sql: "SELECT * FROM run WHERE uid IN (\(places))",
            arguments: StatementArguments(runs.map(\.id.description)))
        return current.reduce(into: [:]) { rows, row in
            guard let run = found[row["uid"]], Self.run(from: row).isUnchanged(since: run) else { return }
            rows[row["id"]] = run
        }
    }

    /// The runs that were taken out and whose files may still be there.
    public func prunedRuns() async throws -> [RunID] {
        try await read { db in try String.fetchAll(db, sql: "SELECT uid FROM pruned").map { RunID($0) } }
    }

    /// Forgets runs whose files are gone.
    public func forget(_ runs: [RunID]) async throws {
        guard !runs.isEmpty else { return }
        try await write { db in
            let delete = try db.cachedStatement(sql: "DELETE FROM pruned WHERE uid = ?")
            for run in runs { try delete.execute(arguments: [run.description]) }
        }
    }

    /// Which of some names are names of runs.
    public func known(among names: [String]) async throws -> Set<String> {
        try await read { db in
            let select = try db.cachedStatement(sql: "SELECT 1 FROM run WHERE uid = ?")
            return try names.reduce(into: []) { known, name in
                if try Int.fetchOne(select, arguments: [name]) != nil { known.insert(name) }
            }
        }
    }

    /// The room the journal takes.
    public func size() async throws -> JournalSize {
        try await read { db in
            let page = try Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 0
            let pages = try Int64.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            let free = try Int64.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
            return JournalSize(total: pages * page, free: free * page)
        }
    }

    /// Gives free room back to the file system. Other processes wait for their turn to write meanwhile.
    public func compact() async throws {
        try await writer.inTurn(for: .upkeep) { db, _ in
            try db.execute(sql: "VACUUM")
            try db.checkpoint(.truncate)
        }
    }
}
