import GRDB

/// Checks a copy of an SQLite database with SQLite's own checks.
struct SQLiteCopyReader: CopyReader {
    let log: @Sendable (String) -> Void

    func read(_ files: [StoredFile], in directory: Directory) async throws -> [String: Int] {
        guard let file = files.first, files.count == 1 else {
            throw BackupError(.verifyFailed, stage: .check, "\(directory.path) should hold exactly one database")
        }
        let path = directory.path(of: file.name)
        return try await SQLiteFile.reading(path, stage: .check) {
            let queue = try SQLiteFile.openCopyForReading(path)
            return try await queue.read { database in try check(database, path: path) }
        }
    }

    private func check(_ database: Database, path: String) throws -> [String: Int] {
        let problems = try String.fetchAll(database, sql: "PRAGMA integrity_check(3)")
        guard problems == ["ok"] else {
            throw BackupError(
                .verifyFailed, stage: .check,
                "\(path) fails SQLite's integrity check: \(PrintableText.line(problems.joined(separator: "; ")))",
                hint: "the source is damaged: repair it or restore an earlier backup")
        }
        var counts = try SQLiteSchema(database).counts
        counts["foreign_key_violations"] = try foreignKeyViolations(in: database)
        return counts
    }

    /// A page-by-page copy cannot add violations, so these are the source's own; they are counted and reported.
    private func foreignKeyViolations(in database: Database) throws -> Int {
        let violations = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check")
        if let first = violations.first {
            let table = PrintableText.line(first["table"] as String? ?? "?")
            log("\(violations.count) rows violate a foreign key of the source, the first in table \(table)")
        }
        return violations.count
    }
}
