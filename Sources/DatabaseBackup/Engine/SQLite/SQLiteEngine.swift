import GRDB
import Glibc

/// Backs up an SQLite database with SQLite's online backup API, which sees rows that are still in the write-ahead log.
struct SQLiteEngine: BackupEngine {
    let path: String
    let context: EngineContext

    func prepare() async throws -> any PreparedSource {
        try requireDatabaseFile()
        let (facts, library) = try await SQLiteFile.reading(path, stage: .preflight) {
            let queue = try SQLiteFile.openSource(path, lockLimit: context.limits.lock)
            return try await queue.read { database in
                let library = try String.fetchOne(database, sql: "SELECT sqlite_version()") ?? "unknown"
                let facts = SourceFacts(
                    serverVersion: library, serverIdentity: nil,
                    encoding: try String.fetchOne(database, sql: "PRAGMA encoding"),
                    objects: try SQLiteSchema(database).counts)
                return (facts, library)
            }
        }
        return PreparedSQLite(path: path, context: context, facts: facts, library: library)
    }

    /// SQLite makes a missing file, waits on a FIFO, and takes `file:…` for a URI; none of these is meant here.
    private func requireDatabaseFile() throws(BackupError) {
        guard path.hasPrefix("/"), !path.utf8.contains(0) else {
            throw BackupError(
                .invalidRequest, stage: .prepare, "'\(PrintableText.line(path))' is not the absolute path of a database"
            )
        }
        var status = stat()
        guard stat(path, &status) == 0 else {
            let error = SystemCallError("open", path: path)
            throw BackupError(
                error.number == ENOENT || error.number == ENOTDIR ? .notFound : .io, stage: .preflight,
                error.description, hint: "nothing was created; check the path")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw BackupError(.notFound, stage: .preflight, "\(path) is not a regular file")
        }
        guard status.st_size > 0 else {
            throw BackupError(
                .empty, stage: .preflight, "\(path) is empty", hint: "an SQLite database that holds anything is not")
        }
    }
}
