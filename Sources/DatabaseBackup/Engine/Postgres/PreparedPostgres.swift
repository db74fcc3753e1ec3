/// A PostgreSQL database that answered, and the tools that fit it.
struct PreparedPostgres: PreparedSource {
    static let fileName = "database.pgdump"

    let session: PostgresSession
    let tools: PostgresTools
    let answer: PostgresFacts

    var facts: SourceFacts { answer.facts }
    var system: String? { answer.system }

    var description: CopyDescription {
        CopyDescription(
            engine: PostgresSource.engine, database: session.source.database, format: "pg_custom",
            compression: session.context.compression.description, clientVersion: tools.version.text)
    }

    var reader: any CopyReader {
        PostgresArchiveReader(toolDirectory: tools.directory, log: session.context.observer.log)
    }

    func dump(into directory: Directory) async throws -> [StoredFile] {
        let file = try StagedFile(Self.fileName, in: directory)
        let result = try await run(writingTo: file)
        guard result.succeeded else {
            throw PostgresDiagnosis.dumpFailure(result, source: session.source, server: answer.version)
        }
        guard file.bytes > 0 else {
            throw BackupError(.empty, stage: .dump, "pg_dump of \(session.source.place) succeeded without any output")
        }
        return [try file.finish()]
    }

    func compare(_ counts: [String: Int]) async throws {
        guard facts.objects["tables", default: 0] == 0 || counts["tables", default: 0] > 0 else {
            throw BackupError(
                .truncated, stage: .check,
                "the archive of \(session.source.place) holds no table, the database holds \(facts.objects["tables", default: 0])"
            )
        }
    }

    private func run(writingTo file: StagedFile) async throws -> ToolResult {
        let limits = session.context.limits
        var dump = session.connecting(
            "pg_dump", in: tools.directory,
            ["--format=custom", "--lock-wait-timeout=\(limits.lock.wholeMilliseconds)"]
                + session.context.compression.pgDumpArguments, isEncrypted: answer.isEncrypted == true)
        dump.stall = limits.stall
        let observer = session.context.observer
        do {
            return try await dump.run { bytes in
                try file.write(bytes)
                observer.progress(file.bytes)
            }
        } catch let stall as StallError {
            throw BackupError(
                .stalled, stage: .dump,
                "no byte of \(session.source.place) arrived for \(limits.stall); pg_dump was stopped",
                hint: stall.bytes == 0
                    ? "another session may hold a lock, or the server does not answer"
                    : "the server or the network stopped answering",
                bytes: stall.bytes)
        }
    }
}

extension BackupCompression {
    fileprivate var pgDumpArguments: [String] {
        switch self {
        case .standard: []
        case .none: ["--compress=0"]
        case .gzip(let level): ["--compress=\(level)"]
        }
    }
}

extension Duration {
    /// At least one: zero means "for ever" to PostgreSQL and SQLite alike.
    var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return max(1, seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}
