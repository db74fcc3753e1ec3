import Foundation

/// Locks of single bytes of one file, shared between processes and freed by the kernel when a process dies.
///
/// Byte 0 is the writer's turn; byte `n` says that a living process carries on the run of row `n`. Open file
/// description locks (Linux `fcntl(2)`) belong to the descriptor, so two stores in one process exclude each other too.
final class FileRangeLock: Sendable {
    private static let get: Int32 = 36  // F_OFD_GETLK
    private static let set: Int32 = 37  // F_OFD_SETLK
    private static let setAndWait: Int32 = 38  // F_OFD_SETLKW

    private let descriptor: Int32

    init(path: String) throws {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor < 0 { throw JournalError.unusable(path: path, reason: String(cString: strerror(errno))) }
    }

    deinit { close(descriptor) }

    /// Waits for a byte.
    func lock(_ byte: Int64) throws {
        while apply(Self.setAndWait, F_WRLCK, byte) != 0 {
            guard errno == EINTR else {
                throw JournalError.unusable(path: "lock", reason: String(cString: strerror(errno)))
            }
        }
    }

    /// Takes a byte if it is free.
    func tryLock(_ byte: Int64) -> Bool { apply(Self.set, F_WRLCK, byte) == 0 }

    /// Whether somebody else holds a byte.
    func isLocked(_ byte: Int64) -> Bool {
        var range = flock()
        range.l_type = Int16(F_WRLCK)
        range.l_whence = Int16(SEEK_SET)
        range.l_start = off_t(byte)
        range.l_len = 1
        return fcntl(descriptor, Self.get, &range) == 0 && range.l_type != Int16(F_UNLCK)
    }

    /// Gives a byte back.
    func unlock(_ byte: Int64) { _ = apply(Self.set, F_UNLCK, byte) }

    private func apply(_ command: Int32, _ type: Int32, _ byte: Int64) -> Int32 {
        var range = flock()
        range.l_type = Int16(type)
        range.l_whence = Int16(SEEK_SET)
        range.l_start = off_t(byte)
        range.l_len = 1
        return fcntl(descriptor, command, &range)
    }
}
