import Foundation

/// The hidden directory a backup is built in. It becomes visible by one rename, or is removed.
struct Stage: Sendable {
    static let prefix = ".partial-"
    static let deletionPrefix = ".partial-del-"

    let id: BackupIdentifier
    let directory: Directory
    private let destination: Directory
    private let name: String

    /// Makes the stage of a new backup, on the destination's own file system.
    init(_ id: BackupIdentifier, origin: BackupOrigin, in destination: Directory) throws {
        self.id = id
        self.destination = destination
        name = "\(Self.prefix)\(origin.mark)-\(id.text)"
        directory = try destination.makeSubdirectory(name)
    }

    /// Reads every file back from the device and compares it with what was written.
    func compare(with files: [StoredFile]) throws {
        for file in files {
            let found = try FileDigest(of: file.name, in: directory, fromDevice: true)
            guard found.bytes == file.bytes, found.sha256 == file.sha256 else {
                throw BackupError(
                    .verifyFailed, stage: .check, "\(file.name) reads back different from what was written",
                    hint: "the disk or the file system below \(destination.path) is failing")
            }
        }
    }

    /// Writes the manifest and gives the backup its final name; durable when it returns.
    /// - Returns: the manifest as readers will find it.
    func publish(_ manifest: BackupManifest) throws -> BackupManifest {
        let file = try StagedFile(BackupManifest.fileName, in: directory)
        let data = try manifest.encoded()
        let published = try BackupManifest.decoded(from: data)
        try data.withUnsafeBytes { bytes in try file.write(bytes) }
        _ = try file.finish()
        try directory.synchronize()
        try Task.checkCancellation()
        try destination.rename(name, to: id.text)
        do {
            try destination.synchronize()
        } catch {
            // Not durable is not published: take the name away again.
            try? destination.rename(id.text, to: name)
            throw error
        }
        return published
    }

    /// Removes whatever was written.
    func discard() {
        try? destination.removeTree(name)
    }
}
