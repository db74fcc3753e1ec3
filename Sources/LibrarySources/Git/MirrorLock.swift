import Foundation

/// Keeps other fetches, of this process and of others, out of a mirror. The kernel gives it back when a process dies.
enum MirrorLock {
    /// Does something alone in a mirror.
    /// - Parameter path: the mirror's folder; the lock is a file beside it.
    /// - Throws: `POSIXError` where there can be no lock; `CancellationError`.
    static func holding<Result>(_ path: String, _ body: () async throws -> Result) async throws -> Result {
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        let descriptor = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        defer {
            // A child that is being started has a copy, which closing alone would leave the lock with.
            _ = flock(descriptor, LOCK_UN)
            close(descriptor)
        }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        return try await body()
    }
}
