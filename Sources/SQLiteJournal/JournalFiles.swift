import Foundation
import Journal
import Synchronization

/// Which files a journal was opened as.
///
/// A file that is removed or replaced stays open, and what is written to it is lost without an error.
final class JournalFiles: Sendable {
    private let folder: String
    private let database: String
    private let isLock: @Sendable (FileStatus) -> Bool
    private let known = Mutex<[String: FileStatus]>([:])

    /// - Parameters:
    ///   - database: the path of the database, which is about to be opened.
    ///   - lock: the file of its locks, which is open.
    init(database: String, lock: FileRangeLock) {
        folder = (database as NSString).deletingLastPathComponent
        self.database = database
        isLock = { status in lock.status.map(status.isSame) ?? false }
        lockPath = lock.path
        if let status = FileStatus(database) { known.withLock { $0[database] = status } }
    }

    private let lockPath: String

    /// Looks whether all are where they were, the log and the index of SQLite too, which are there since the first write.
    /// - Throws: `JournalError.replaced`.
    func check() throws {
        guard let lock = FileStatus(lockPath), isLock(lock) else { throw replaced(lockPath) }
        try known.withLock { known in
            for path in [database, database + "-wal", database + "-shm"] {
                guard let status = FileStatus(path) else { throw replaced(path) }
                if let before = known[path], !status.isSame(as: before) { throw replaced(path) }
                known[path] = status
            }
        }
    }

    private func replaced(_ path: String) -> JournalError {
        let isThere = FileStatus(path) != nil
        // The folder says more than a file in it.
        return .replaced(path: FileStatus(folder) == nil ? folder : path, isThere: isThere)
    }
}
