import GRDB
import TextFormats

/// Opens SQLite files for the purposes of a backup, and says in this module's words why that failed.
enum SQLiteFile {
    /// The live database: read-only, waiting for locks up to a limit.
    static func openSource(_ path: String, lockLimit: Duration) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(Double(lockLimit.wholeMilliseconds) / 1000)
        configuration.prepareDatabase(skipNewerSchema)
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// The copy while it is written. It is thrown away when anything fails and made durable as a whole afterwards, so
    /// it needs neither a journal nor flushes of its own.
    static func openCopyForWriting(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// A finished copy. `immutable` keeps SQLite from making `-wal` and `-shm` files beside a copy of a database in
    /// WAL mode. https://www.sqlite.org/uri.html#uriimmutable
    static func openCopyForReading(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.prepareDatabase(skipNewerSchema)
        return try DatabaseQueue(path: "file:\(path.percentEncodedPath)?immutable=1", configuration: configuration)
    }

    /// A view or trigger in words of a newer SQLite would keep this one from reading anything at all; with this setting
    /// it is skipped. Nothing can be written here whatever the setting's name says.
    @Sendable private static func skipNewerSchema(_ database: Database) throws {
        try database.execute(sql: "PRAGMA writable_schema = ON")
    }

    /// Runs a piece of work and translates SQLite's errors.
    static func reading<Value>(
        _ path: String, stage: BackupError.Stage, _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch let error as DatabaseError {
            if error.resultCode == .SQLITE_INTERRUPT, Task.isCancelled { throw CancellationError() }
            throw failure(error, path: path, stage: stage)
        }
    }

    private static func failure(_ error: DatabaseError, path: String, stage: BackupError.Stage) -> BackupError {
        let reason = PrintableText.line(error.message ?? "SQLite error \(error.extendedResultCode.rawValue)")
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return BackupError(.verifyFailed, stage: stage, "\(path) is not a sound SQLite database: \(reason)")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return BackupError(
                .timeout, stage: stage, "\(path) is locked by another process: \(reason)",
                hint: "end that process's transaction or raise the lock limit")
        case .SQLITE_FULL:
            return BackupError(
                .diskFull, stage: stage, "no space left for the copy of \(path)",
                hint: "free some space or name another destination; earlier backups are untouched")
        case .SQLITE_READONLY:
            return BackupError(
                .dumpFailed, stage: stage, "\(path) needs recovery after a crash, which a reader cannot do: \(reason)",
                hint: "open it once with its application and try again")
        case .SQLITE_PERM, .SQLITE_AUTH:
            return BackupError(.privileges, stage: stage, "\(path) may not be read: \(reason)")
        case .SQLITE_CANTOPEN, .SQLITE_IOERR:
            return BackupError(.io, stage: stage, "\(path): \(reason)")
        default:
            return BackupError(.dumpFailed, stage: stage, "\(path): \(reason)")
        }
    }
}

extension String {
    /// The path of a `file:` URI: everything but unreserved characters and slashes in percent form.
    fileprivate var percentEncodedPath: String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
        return utf8.map { byte in
            plain.contains(byte) ? String(Unicode.Scalar(byte)) : "%" + [byte].hexadecimal
        }.joined()
    }
}
