import Foundation
import GRDB
public import Journal
import Synchronization

/// Finding and listing runs, however many there are.
extension SQLiteRunStore {
    /// The queries that must not grow with the number of runs, for the test that looks at their plans.
    enum Query {
        static let last = "SELECT * FROM run ORDER BY id DESC LIMIT 1"
        static let byName = "SELECT * FROM run WHERE uid = ?"
        static let byPrefix = "SELECT * FROM run WHERE uid >= ? AND uid < ? ORDER BY uid DESC LIMIT 6"
        static let due = """
            SELECT uid FROM run WHERE status = 'parked' AND wake_at IS NOT NULL AND wake_at <= ? ORDER BY wake_at
            """
        static let ahead = """
            SELECT uid FROM run WHERE status = 'parked' AND wake_at IS NOT NULL AND wake_at > ?1 AND updated_at > ?1
            ORDER BY wake_at
            """
        static let running = "SELECT id, uid FROM run WHERE status = 'running' ORDER BY id"
        /// Looks through the names alone, which an index has side by side.
        static let byPart = "SELECT uid FROM run WHERE instr(uid, ?) > 0 ORDER BY uid DESC LIMIT 6"
    }

    /// The run a person means by a name, a unique part of one, or `last`.
    public func find(_ name: String) async throws -> RunRecord {
        try await read { db in
            if name == "last" {
                guard let row = try Row.fetchOne(db, sql: Query.last) else { throw JournalError.noSuchRun(name) }
                return Self.run(from: row)
            }
            if let row = try Row.fetchOne(db, sql: Query.byName, arguments: [name]) { return Self.run(from: row) }
            guard !name.isEmpty else { throw JournalError.noSuchRun(name) }
            let rows = try Row.fetchAll(db, sql: Query.byPrefix, arguments: [name, name + "\u{7f}"])
            var matches: [String] = rows.map { $0["uid"] }
            if matches.isEmpty { matches = try String.fetchAll(db, sql: Query.byPart, arguments: [name]) }
            guard let match = matches.first else { throw JournalError.noSuchRun(name) }
            guard matches.count == 1 else { throw JournalError.ambiguousRun(name, matches: matches) }
            guard let row = try Row.fetchOne(db, sql: Query.byName, arguments: [match]) else {
                throw JournalError.noSuchRun(name)
            }
            return Self.run(from: row)
        }
    }

    /// The newest runs first.
    public func runs(_ filter: RunFilter, limit: Int) async throws -> [RunRecord] {
        let (sql, texts) = Self.query(filter)
        return try await read { db in
            let arguments = StatementArguments(texts) + [limit]
            return try Row.fetchAll(db, sql: sql, arguments: arguments).map(Self.run(from:))
        }
    }

    static func query(_ filter: RunFilter) -> (sql: String, arguments: [String]) {
        var conditions: [String] = []
        var arguments: [String] = []
        for (column, value) in [
            ("recipe", filter.recipe), ("environment", filter.environment), ("status", filter.status?.rawValue),
        ] {
            guard let value else { continue }
            conditions.append("\(column) = ?")
            arguments.append(value)
        }
        if let root = filter.root {
            conditions.append("(root = ? OR root IS NULL)")
            arguments.append(root)
        }
        let condition = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        return ("SELECT * FROM run\(condition) ORDER BY id DESC LIMIT ?", arguments)
    }

    /// The parked runs whose wait is over, those first whose wait ended first.
    public func due(at moment: Timestamp) async throws -> [RunID] {
        try await read { db in
            try String.fetchAll(db, sql: Query.due, arguments: [moment.milliseconds]).map { RunID($0) }
        }
    }

    /// The parked runs whose wait is not over by the clock, which has been set back since they parked: how much of it
    /// is left, only they can say.
    public func ahead(of moment: Timestamp) async throws -> [RunID] {
        try await read { db in
            try String.fetchAll(db, sql: Query.ahead, arguments: [moment.milliseconds]).map { RunID($0) }
        }
    }

    /// The runs whose process died while it executed them, the oldest first.
    public func interrupted() async throws -> [RunID] {
        let rows = try await read { db in
            try Row.fetchAll(db, sql: Query.running).map { (id: $0["id"] as Int64, uid: $0["uid"] as String) }
        }
        return rows.filter { !isAlive($0.id) }.map { RunID($0.uid) }
    }

    /// Whether a living process executes a run.
    public func hasLiveOwner(_ run: RunID) async throws -> Bool {
        guard let row = try await read({ db in try Self.row(of: run, db) }) else { return false }
        return isAlive(row)
    }
}
