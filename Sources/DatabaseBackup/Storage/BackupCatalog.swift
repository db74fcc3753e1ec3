import Foundation
import Glibc

/// The published backups of one destination directory.
struct BackupCatalog {
    private static let maximumManifestSize = 1 << 20

    let destination: Directory

    /// Every backup with a readable manifest, newest first.
    /// - Parameter target: only those of exactly this target.
    func records(target: String? = nil) throws -> [BackupRecord] {
        try destination.entries()
            .compactMap { BackupIdentifier(text: $0) }
            .filter { target == nil || $0.target == target }
            .compactMap { try? record(of: $0) }
            .sorted { ($0.manifest.createdAt, $0.id) > ($1.manifest.createdAt, $1.id) }
    }

    /// One backup, by its name.
    func record(of id: BackupIdentifier) throws -> BackupRecord {
        let directory = try destination.openSubdirectory(id.text)
        let manifest = try BackupManifest.decoded(from: contents(of: BackupManifest.fileName, in: directory))
        guard manifest.id == id.text, manifest.target == id.target,
            !manifest.files.isEmpty, manifest.files.allSatisfy({ Self.isPlainName($0.name) })
        else {
            throw BackupError(
                .verifyFailed, stage: .inspect, "the manifest in \(directory.path) does not belong to this backup")
        }
        return BackupRecord(manifest: manifest, directory: directory.path)
    }

    /// Whether every file is there with the size the manifest gives.
    func isComplete(_ record: BackupRecord) -> Bool {
        guard let directory = try? destination.openSubdirectory(record.id) else { return false }
        return record.manifest.files.allSatisfy { file in
            guard let status = try? directory.openFile(file.name).status() else { return false }
            return status.st_mode & S_IFMT == S_IFREG && Int64(status.st_size) == file.bytes
        }
    }

    /// Reads every file and compares it with the manifest.
    /// - Throws: `BackupError` `verify_failed` that names the first file that differs.
    func requireIntact(_ record: BackupRecord) throws {
        let directory = try destination.openSubdirectory(record.id)
        for file in record.manifest.files {
            let found: FileDigest
            do {
                found = try FileDigest(of: file.name, in: directory, fromDevice: true)
            } catch let error as SystemCallError where error.number == ENOENT {
                throw BackupError(.verifyFailed, stage: .inspect, "backup '\(record.id)' lacks its file \(file.name)")
            }
            guard found.bytes == file.bytes else {
                throw BackupError(
                    .verifyFailed, stage: .inspect,
                    "\(file.name) of backup '\(record.id)' has \(found.bytes) bytes, its manifest says \(file.bytes)")
            }
            guard found.sha256 == file.sha256 else {
                throw BackupError(
                    .verifyFailed, stage: .inspect,
                    "\(file.name) of backup '\(record.id)' does not have the SHA-256 of its manifest",
                    hint: "it was changed or damaged after it was written; do not restore it")
            }
        }
    }

    private func contents(of name: String, in directory: Directory) throws -> Data {
        let file = try directory.openFile(name)
        var bytes = [UInt8](repeating: 0, count: Self.maximumManifestSize)
        var count = 0
        while count < bytes.count {
            let more = try bytes.withUnsafeMutableBytes { buffer in
                try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
            }
            if more == 0 { break }
            count += more
        }
        return Data(bytes[..<count])
    }

    private static func isPlainName(_ name: String) -> Bool {
        !name.isEmpty && !name.contains("/") && name != "." && name != ".." && !name.utf8.contains(0)
    }
}
