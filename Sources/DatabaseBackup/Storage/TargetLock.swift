import Glibc

/// The right to write backups of one database into one destination; the kernel gives it back when the process ends.
final class TargetLock: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        // Closing alone would leave it with a child that is being started, which has a copy until it runs its program.
        _ = flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Takes the lock without waiting.
    /// - Throws: `BackupError` `busy` when another backup of this target and database holds it.
    static func acquire(target: String, origin: BackupOrigin, in destination: Directory) throws -> TargetLock {
        guard let lock = try acquire(prefix(of: target) + origin.mark, in: destination) else {
            throw BackupError(
                .busy, stage: .prepare, "a backup of '\(target)' into \(destination.path) is running already",
                hint: "wait for it to end, or cancel it")
        }
        return lock
    }

    /// Whether a backup of this target is being made, of whichever database.
    static func isHeld(target: String, in destination: Directory) throws -> Bool {
        let prefix = prefix(of: target)
        return try destination.entries().contains { name in
            guard name.hasPrefix(prefix), name.dropFirst(prefix.count).count == BackupOrigin.markLength else {
                return false
            }
            return try acquire(name, in: destination) == nil
        }
    }

    private static func prefix(of target: String) -> String { ".lock-\(target)-" }

    /// Nil when somebody holds it.
    private static func acquire(_ name: String, in destination: Directory) throws -> TargetLock? {
        let path = destination.path(of: name)
        let descriptor = try checked("open", path: path) {
            openat(destination.descriptor, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        }
        let lock = TargetLock(descriptor: descriptor)
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return lock }
        guard errno == EWOULDBLOCK else { throw SystemCallError("flock", path: path) }
        return nil
    }
}
