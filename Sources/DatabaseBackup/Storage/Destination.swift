import Glibc

/// Opens and judges the directory that receives backups.
enum Destination {
    /// What a new backup is expected to need, compared with the last one.
    private static let growth = 1.2

    /// Opens the directory for writing; makes it when only its last part is missing.
    static func open(_ path: String) throws -> Directory {
        guard path.hasPrefix("/"), !path.utf8.contains(0) else {
            throw BackupError(
                .invalidRequest, stage: .prepare, "destination '\(PrintableText.line(path))' is not an absolute path")
        }
        if mkdir(path, 0o700) != 0, errno != EEXIST, errno != EROFS {
            throw failure(SystemCallError("mkdir", path: path))
        }
        do {
            let directory = try Directory.open(path)
            _ = try checked("write to", path: path) { faccessat(directory.descriptor, ".", W_OK | X_OK, AT_EACCESS) }
            return directory
        } catch {
            throw failure(error)
        }
    }

    /// Does not start when the disk is too full.
    /// - Parameters:
    ///   - minimum: bytes the caller wants free in any case.
    ///   - last: the newest backup of the same target.
    static func requireSpace(in directory: Directory, minimum: Int64, last: BackupRecord?) throws {
        let expected = Int64(exactly: (Double(last?.manifest.bytes ?? 0) * growth).rounded()) ?? .max
        let needed = max(minimum, expected)
        let free = try directory.freeBytes()
        guard free >= needed else {
            throw BackupError(
                .noSpace, stage: .prepare, "\(directory.path) has \(free) bytes free, \(needed) are needed",
                hint: "free some space or name another destination; the database was not touched")
        }
    }

    private static func failure(_ error: SystemCallError) -> BackupError {
        switch error.number {
        case ENOENT:
            BackupError(
                .notFound, stage: .prepare, "destination \(error.path) and the directory above it do not exist",
                hint: "make the directory above it")
        case ELOOP, ENOTDIR:
            BackupError(
                .invalidRequest, stage: .prepare, "destination \(error.path) is a symbolic link or not a directory",
                hint: "name the real directory")
        default:
            BackupError(error, stage: .prepare)
        }
    }
}
