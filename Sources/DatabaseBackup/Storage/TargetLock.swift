import Glibc

/// The right to write backups of one target into one destination; the kernel gives it back when the process ends.
final class TargetLock: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Takes the lock without waiting.
    /// - Throws: `BackupError` `busy` when another backup of this target holds it.
    static func acquire(target: String, in destination: Directory) throws -> TargetLock {
        let name = ".lock-\(target)"
        let path = destination.path(of: name)
        let descriptor = try checked("open", path: path) {
            openat(destination.descriptor, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        }
        let lock = TargetLock(descriptor: descriptor)
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return lock }
        guard errno == EWOULDBLOCK else { throw SystemCallError("flock", path: path) }
        throw BackupError(
            .busy, stage: .prepare, "a backup of '\(target)' into \(destination.path) is running already",
            hint: "wait for it to end, or cancel it")
    }
}
