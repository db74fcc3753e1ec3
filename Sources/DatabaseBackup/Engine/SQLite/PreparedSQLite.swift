import GRDB

/// An SQLite file that opened.
struct PreparedSQLite: PreparedSource {
    static let fileName = "database.sqlite"
    /// Pages copied between two looks at cancellation.
    private static let step: CInt = 1024

    let path: String
    let context: EngineContext
    let facts: SourceFacts
    let library: String

    var description: CopyDescription {
        CopyDescription(
            engine: SQLiteSource.engine, database: path, format: "sqlite_file",
            compression: BackupCompression.none.description, clientVersion: "SQLite \(library)")
    }

    var reader: any CopyReader { SQLiteCopyReader(log: context.observer.log) }

    func dump(into directory: Directory) async throws -> [StoredFile] {
        // SQLite opens files by path; made here first, the file is new, private, and not a link.
        let file = try directory.createFile(Self.fileName)
        let copy = directory.path(of: Self.fileName)
        let expected = try await SQLiteFile.reading(path, stage: .dump) { try await transfer(to: copy) }
        try file.synchronize()
        let found = try await SQLiteFile.reading(copy, stage: .check) {
            try await SQLiteFile.openCopyForReading(copy).read(SQLiteSchema.init)
        }
        guard found == expected else {
            throw BackupError(
                .verifyFailed, stage: .check, "the copy of \(path) does not have the tables and version of its source")
        }
        let digest = try FileDigest(of: Self.fileName, in: directory)
        return [StoredFile(name: Self.fileName, bytes: digest.bytes, sha256: digest.sha256)]
    }

    /// Copies inside one read transaction, so that writers cannot make the copy start over.
    /// - Returns: the schema that transaction sees.
    private func transfer(to copy: String) async throws -> SQLiteSchema {
        let source = try SQLiteFile.openSource(path, lockLimit: context.limits.lock)
        let destination = try SQLiteFile.openCopyForWriting(copy)
        let cancellation = CancellationFlag()
        return try await withTaskCancellationHandler {
            try await source.read { sourceDatabase in
                let schema = try SQLiteSchema(sourceDatabase)
                let pageSize = try Int64.fetchOne(sourceDatabase, sql: "PRAGMA page_size") ?? 0
                try destination.writeWithoutTransaction { copyDatabase in
                    try sourceDatabase.backup(to: copyDatabase, pagesPerStep: Self.step) { progress in
                        context.observer.progress(Int64(progress.completedPageCount) * pageSize)
                        try cancellation.check()
                    }
                }
                return schema
            }
        } onCancel: {
            cancellation.raise()
        }
    }
}
