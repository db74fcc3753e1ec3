public import Foundation
import Glibc
import Threads

/// The backups in one destination directory: finding, listing and verifying them. It never changes one.
public struct BackupStore: Sendable {
    private let destination: String
    private let toolDirectory: String?
    private let log: @Sendable (String) -> Void

    /// Names a destination.
    /// - Parameters:
    ///   - destination: absolute path of the directory; it need not exist.
    ///   - toolDirectory: absolute path of the directory with the database's client tools; nil searches for them.
    ///   - log: receives what the tools say while they verify.
    public init(
        destination: String, toolDirectory: String? = nil, log: @escaping @Sendable (_ line: String) -> Void = { _ in }
    ) {
        self.destination = destination
        self.toolDirectory = toolDirectory
        self.log = log
    }

    /// The published backups, newest first. A directory without a readable manifest does not exist.
    /// - Parameter target: only those of exactly this target; nil for all.
    /// - Throws: ``BackupError`` when the directory cannot be read.
    public func list(target: String? = nil) throws(BackupError) -> [BackupRecord] {
        try inspecting { try catalog()?.records(target: target) ?? [] }
    }

    /// Looks for the backup a caller made under an idempotency token, to adopt it after a crash.
    /// - Parameters:
    ///   - target: the exact target.
    ///   - token: the token given in ``BackupRequest/token``.
    ///   - moment: when the attempt began that it has to be of.
    /// - Returns: the newest backup with this token whose files all have their SHA-256; nil when there is none.
    /// - Throws: ``BackupError`` when the directory cannot be read or the task is cancelled.
    public func findBackup(
        target: String, token: String, since moment: Date = .distantPast
    ) async throws(BackupError) -> BackupRecord? {
        try await inspectingFiles {
            guard let catalog = try catalog() else { return nil }
            let candidates = try catalog.records(target: target).filter {
                $0.manifest.token == token && $0.manifest.createdAt >= moment
            }
            for candidate in candidates {
                do {
                    try catalog.requireIntact(candidate)
                    return candidate
                } catch let error as BackupError where error.code == .verifyFailed {
                    log("not adopted: \(error)")
                }
            }
            return nil
        }
    }

    /// Whether a backup of this target is being made right now, by any process of this machine.
    /// - Throws: ``BackupError`` when the directory cannot be used.
    public func isRunning(target: String) throws(BackupError) -> Bool {
        try inspecting {
            try TargetName.validate(target)
            guard let catalog = try catalog() else { return false }
            return try TargetLock.isHeld(target: target, in: catalog.destination)
        }
    }

    /// Reads a backup to its end: first every file against its SHA-256, then with the database's own reader.
    /// - Parameter id: name of the backup.
    /// - Returns: what the check counted.
    /// - Throws: ``BackupError`` `not_found` for an unknown name, `verify_failed` or `truncated` for a damaged backup,
    ///   `tool_missing` without `pg_restore`.
    public func verify(_ id: String) async throws(BackupError) -> Verification {
        try await inspectingFiles {
            guard let catalog = try catalog(), let identifier = BackupIdentifier(text: id) else { throw unknown(id) }
            let record: BackupRecord
            do {
                record = try catalog.record(of: identifier)
            } catch let error as SystemCallError where error.number == ENOENT {
                throw unknown(id)
            }
            try catalog.requireIntact(record)
            let directory = try catalog.destination.openSubdirectory(id)
            return try await reader(for: record.manifest).read(record.manifest.files, in: directory)
        }
    }

    private func reader(for manifest: BackupManifest) throws -> any CopyReader {
        guard let kind = DatabaseSources.all.first(where: { $0.engine == manifest.engine }) else {
            throw BackupError(
                .verifyFailed, stage: .inspect, "backup '\(manifest.id)' is of the unknown engine '\(manifest.engine)'")
        }
        return try kind.reader(toolDirectory: toolDirectory, log: log)
    }

    private func unknown(_ id: String) -> BackupError {
        BackupError(.notFound, stage: .inspect, "there is no backup '\(PrintableText.line(id))' in \(destination)")
    }

    /// Nil when the directory does not exist.
    private func catalog() throws -> BackupCatalog? {
        do {
            return BackupCatalog(destination: try Directory.open(destination))
        } catch  where error.number == ENOENT {
            return nil
        }
    }
}

extension BackupStore {
    private func inspecting<Value>(_ body: () throws -> Value) throws(BackupError) -> Value {
        do { return try body() } catch { throw BackupError.wrapping(error, stage: .inspect) }
    }

    private func inspectingFiles<Value: Sendable>(
        _ body: @Sendable () async throws -> Value
    ) async throws(BackupError) -> Value {
        do {
            return try await withTaskExecutorPreference(BlockingWork.executor) { try await body() }
        } catch {
            throw BackupError.wrapping(error, stage: .inspect)
        }
    }
}
