import Foundation
import Journal

/// Locks of single bytes of one file, shared between processes and freed by the kernel when a process dies.
///
/// Byte 0 is the writer's turn; byte `n` says that a living process executes the run of row `n`. Open file
/// description locks (Linux `fcntl(2)`) belong to the descriptor, so two stores in one process exclude each other too.
final class FileRangeLock: Sendable {
    private static let get: Int32 = 36  // F_OFD_GETLK
    private static let set: Int32 = 37  // F_OFD_SETLK
    /// The bytes of the text at the file's beginning.
    static let textLength = 63

    /// Where the file is.
    let path: String
    private let descriptor: Int32

    init(_ file: URL, in state: StateFolder) throws {
        path = file.path
        descriptor = try state.open(file, O_RDWR)
    }

    deinit {
        // All of it: a child that is being started has a copy, which closing alone would leave the locks with.
        var all = Self.range(F_UNLCK, 0)
        all.l_len = 0
        _ = fcntl(descriptor, Self.set, &all)
        close(descriptor)
    }

    /// Which file it is.
    var status: FileStatus? { FileStatus(descriptor: descriptor) }

    /// Takes a byte if it is free.
    func tryLock(_ byte: Int64) -> Bool { apply(Self.set, F_WRLCK, byte) == 0 }

    /// Gives a byte back.
    func unlock(_ byte: Int64) { _ = apply(Self.set, F_UNLCK, byte) }

    /// Whether somebody else has a byte.
    func isLocked(_ byte: Int64) -> Bool {
        var range = Self.range(F_WRLCK, byte)
        return fcntl(descriptor, Self.get, &range) == 0 && Int32(range.l_type) != F_UNLCK
    }

    /// What the file says. Locks are of bytes whether or not there is something in them.
    func text() -> String {
        var bytes = [UInt8](repeating: 0, count: Self.textLength)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    /// Has the file say something, as well as it goes: it is for people, and nothing rests on it.
    func write(_ text: String) {
        var text = text
        _ = text.withUTF8 { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    private func apply(_ command: Int32, _ type: Int32, _ byte: Int64) -> Int32 {
        var range = Self.range(type, byte)
        return fcntl(descriptor, command, &range)
    }

    private static func range(_ type: Int32, _ byte: Int64) -> flock {
        var range = flock()
        range.l_type = Int16(type)
        range.l_whence = Int16(SEEK_SET)
        range.l_start = off_t(byte)
        range.l_len = 1
        return range
    }
}
