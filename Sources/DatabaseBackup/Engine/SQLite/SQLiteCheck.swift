import GRDB

/// Looks at every page and row of one copy.
///
/// An application may have given its database collations, functions and modules that are not here, and SQLite cannot even
/// prepare a check of what uses them. What cannot be checked is not damaged: it is read, and the rest is checked.
struct SQLiteCheck {
    let database: Database
    let path: String
    let log: @Sendable (String) -> Void

    /// The checks made, for the manifest.
    private(set) var checks: [String] = []
    /// What was counted besides the schema's objects.
    private(set) var counts: [String: Int] = [:]

    /// How many problems a message names.
    private static let shown = 3

    init(database: Database, path: String, log: @escaping @Sendable (String) -> Void) {
        self.database = database
        self.path = path
        self.log = log
    }

    /// SQLite's own check of all pages, rows and indexes.
    /// - Throws: `BackupError` `verify_failed` for a damaged copy.
    mutating func integrity() throws {
        if try attempt("PRAGMA integrity_check(1000000)") == nil {
            checks.append("integrity_check")
        } else {
            try integrityOfTables()
        }
        if let violations = counts["constraint_violations"] {
            log("\(Self.rows(violations)) a constraint of the table itself; the source has the same")
        }
    }

    /// One table after the other: those that only need what SQLite has are checked, the others read.
    private mutating func integrityOfTables() throws {
        let tables = try String.fetchAll(
            database, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 ORDER BY name")
        var checked = 0
        for table in tables {
            let name = table.quotedDatabaseIdentifier
            guard let reason = try attempt("PRAGMA integrity_check(\(name))") else {
                checked += 1
                continue
            }
            if try attempt("PRAGMA quick_check(\(name))") == nil {
                checks.append("quick_check: \(table)")
            } else if try attempt("SELECT * FROM \(name) NOT INDEXED", areProblems: false) == nil {
                checks.append("rows_read: \(table)")
            } else if try attempt("SELECT count(*) FROM \(name) NOT INDEXED", areProblems: false) == nil {
                checks.append("rows_counted: \(table)")
            } else {
                // The rows themselves are in an order that only the application knows.
                checks.append("pages_copied: \(table)")
            }
            log(
                "the table \(PrintableText.line(table)) is copied, but not all of it could be checked here: "
                    + "\(reason), which belongs to its application")
        }
        checks.insert("integrity_check: \(checked) of \(tables.count) tables", at: 0)
    }

    /// Makes one check, and reads all its rows.
    /// - Parameter areProblems: whether the rows name problems.
    /// - Returns: nil when it was made; else why it cannot be.
    private mutating func attempt(_ sql: String, areProblems: Bool = true) throws -> String? {
        var damage: [String] = []
        var violations = 0
        do {
            let rows = try Row.fetchCursor(database, sql: sql)
            while let row = try rows.next() {
                guard areProblems, let problem = row[0] as String?, problem != "ok" else { continue }
                if Self.isViolation(problem) {
                    violations += 1
                } else {
                    damage.append(problem)
                    if damage.count == Self.shown { break }
                }
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
            return PrintableText.line(error.message ?? "unknown reason")
        }
        guard damage.isEmpty else {
            throw BackupError(
                .verifyFailed, stage: .check,
                "\(path) fails SQLite's integrity check: \(PrintableText.line(damage.joined(separator: "; ")))",
                hint: "the source is damaged: repair it or restore an earlier backup")
        }
        if violations > 0 { counts["constraint_violations", default: 0] += violations }
        return nil
    }

    private static func rows(_ count: Int) -> String { count == 1 ? "1 row violates" : "\(count) rows violate" }

    /// Rows that a constraint does not allow are the application's affair; a copy has to have them.
    private static func isViolation(_ problem: String) -> Bool {
        problem.hasPrefix("CHECK constraint failed in ")
            || problem.prefixMatch(of: #/(NULL|NUMERIC|TEXT|INT|INTEGER|REAL|BLOB|non-[A-Z]+) value in /#) != nil
    }

    /// Counts rows whose foreign keys lead nowhere. A page-by-page copy cannot add any, so these are the source's own.
    mutating func foreignKeys() throws {
        var total = 0
        var first: String?
        var unchecked: [String] = []
        let tables = try String.fetchAll(
            database, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 ORDER BY name")
        for table in tables {
            do {
                let rows = try Row.fetchCursor(
                    database, sql: "PRAGMA foreign_key_check(\(table.quotedDatabaseIdentifier))")
                while try rows.next() != nil {
                    total += 1
                    first = first ?? table
                }
            } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
                unchecked.append(table)
                log(
                    "the foreign keys of \(PrintableText.line(table)) cannot be checked: "
                        + PrintableText.line(error.message ?? "unknown reason"))
            }
        }
        counts["foreign_key_violations"] = total
        if let first {
            log("\(Self.rows(total)) a foreign key of the source, the first in table \(PrintableText.line(first))")
        }
        checks.append(
            unchecked.isEmpty
                ? "foreign_key_check" : "foreign_key_check: \(tables.count - unchecked.count) of \(tables.count) tables"
        )
    }
}
