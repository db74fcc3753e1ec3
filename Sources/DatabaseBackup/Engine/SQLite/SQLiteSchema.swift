import GRDB

/// What a copy has to have in common with its source.
struct SQLiteSchema: Sendable, Hashable {
    /// One row of `sqlite_schema`.
    struct Entry: Sendable, Hashable {
        let type: String
        let name: String
        let table: String
        let sql: String?
    }

    let entries: Set<Entry>
    let userVersion: Int
    let applicationID: Int

    init(_ database: Database) throws {
        let rows = try Row.fetchAll(database, sql: "SELECT type, name, tbl_name, sql FROM sqlite_master")
        entries = Set(rows.map { Entry(type: $0[0], name: $0[1], table: $0[2], sql: $0[3]) })
        userVersion = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        applicationID = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    }

    /// Objects by kind, SQLite's own tables and automatic indexes left out.
    var counts: [String: Int] {
        var counts = ["tables": 0, "views": 0, "indexes": 0, "triggers": 0]
        for entry in entries where !entry.name.hasPrefix("sqlite_") {
            counts[entry.type == "index" ? "indexes" : entry.type + "s", default: 0] += 1
        }
        return counts
    }
}
