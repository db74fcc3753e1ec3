/// Checks an archive of `pg_dump -Fc`. The table of contents comes first in it, so listing proves nothing about the
/// rest; `pg_restore` into `/dev/null` reads everything and needs no server.
struct PostgresArchiveReader: CopyReader {
    private static let magic = Array("PGDMP".utf8)
    private static let maximumListSize = 256 << 20

    let toolDirectory: String
    let log: @Sendable (String) -> Void

    func read(_ files: [StoredFile], in directory: Directory) async throws -> Verification {
        guard let file = files.first, files.count == 1 else {
            throw BackupError(.verifyFailed, stage: .check, "\(directory.path) should hold exactly one archive")
        }
        try requireMagic(file.name, in: directory)
        let path = directory.path(of: file.name)
        _ = try await restore(["--file=/dev/null", path], reading: path)
        let list = try await restore(["--list", path], reading: path)
        let contents = PostgresContents(list: String(decoding: list, as: UTF8.self))
        guard contents.entries > 0 else {
            throw BackupError(.truncated, stage: .check, "\(path) has an empty table of contents")
        }
        return Verification(level: .read, counts: contents.counts, checks: ["pg_restore"])
    }

    private func requireMagic(_ name: String, in directory: Directory) throws {
        let file = try directory.openFile(name)
        var start = [UInt8](repeating: 0, count: Self.magic.count)
        let count = try start.withUnsafeMutableBytes { buffer in try file.read(into: buffer) }
        guard count == start.count, start == Self.magic else {
            throw BackupError(.verifyFailed, stage: .check, "\(file.path) is not an archive of pg_dump")
        }
    }

    private func restore(_ arguments: [String], reading path: String) async throws -> [UInt8] {
        let process = ToolProcess(
            command: ToolCommand(
                tool: "pg_restore", directory: toolDirectory, arguments: arguments,
                environment: ["HOME": "/nonexistent"]),
            diagnostics: DiagnosticOutput(masking: nil, log: log))
        let (result, output) = try await process.collect(limit: Self.maximumListSize)
        guard result.succeeded else { throw Self.failure(result, path: path) }
        return output
    }

    private static func failure(_ result: ToolResult, path: String) -> BackupError {
        let text = result.diagnostics.joined(separator: "\n")
        let code: BackupError.Code =
            if text.contains("end of file") || text.contains("could not uncompress") {
                .truncated
            } else if text.contains("unsupported version") {
                .versionMismatch
            } else {
                .verifyFailed
            }
        return BackupError(
            code, stage: .check, "pg_restore cannot read \(path) to its end: \(result.reason)",
            exitStatus: result.status)
    }
}
