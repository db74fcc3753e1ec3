import GRDB

/// Checks a copy of an SQLite database with SQLite's own checks, as far as they can be made here.
struct SQLiteCopyReader: CopyReader {
    let log: @Sendable (String) -> Void

    func read(_ files: [StoredFile], in directory: Directory) async throws -> Verification {
        guard let file = files.first, files.count == 1 else {
            throw BackupError(.verifyFailed, stage: .check, "\(directory.path) should hold exactly one database")
        }
        let path = directory.path(of: file.name)
        return try await SQLiteFile.reading(path, stage: .check) {
            let queue = try SQLiteFile.openCopyForReading(path)
            return try await queue.read { database in
                var check = SQLiteCheck(database: database, path: path, log: log)
                try check.integrity()
                try check.foreignKeys()
                let counts = try SQLiteSchema(database).counts.merging(check.counts) { $1 }
                return Verification(level: .read, counts: counts, checks: check.checks)
            }
        }
    }
}
