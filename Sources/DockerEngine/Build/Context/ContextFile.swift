import Foundation
import NIOCore

/// A file of a build context while it is being sent.
final class ContextFile {
    /// What distinguishes a file from all others, whatever names it has.
    struct Identity: Hashable {
        let device: UInt64
        let number: UInt64
    }

    let path: String
    /// How many bytes are sent; what is written to the file meanwhile is not, as with docker.
    let size: Int64
    let mode: UInt32
    let modified: Int64
    /// Nil for a file that has one name only.
    let identity: Identity?
    private let descriptor: CInt
    private var remaining: Int64
    /// A small file is read as a whole before its size is sent, so that it may change as it likes.
    private var whole: ByteBuffer?

    /// Opens a file the walk has found.
    /// - Returns: nil when it is gone, or something else by now.
    /// - Throws: `BuildContextError`.
    init?(root: String, path: String) throws(BuildContextError) {
        self.path = path
        descriptor =
            ByteName.withPath("\(root)/\(path)") { open($0, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK) } ?? -1
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
            let number = errno
            if descriptor >= 0 { close(descriptor) }
            if [ENOENT, ENOTDIR, ELOOP, ENXIO].contains(number) { return nil }
            throw Self.unreadable(path, number)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            return nil
        }
        mode = UInt32(status.st_mode & 0o7777)
        modified = Int64(status.st_mtim.tv_sec)
        identity =
            status.st_nlink > 1 ? Identity(device: UInt64(status.st_dev), number: UInt64(status.st_ino)) : nil
        let announced = Int64(status.st_size)
        do throws(BuildContextError) {
            whole =
                announced <= Int64(ContextArchiver.chunkSize) ? try Self.read(descriptor, Int(announced), path) : nil
        } catch {
            close(descriptor)
            throw error
        }
        size = whole.map { Int64($0.readableBytes) } ?? announced
        remaining = size
    }

    deinit { close(descriptor) }

    /// Appends the next bytes to a buffer.
    /// - Returns: how many; 0 at the end.
    /// - Throws: `BuildContextError`, `fileChanged` when the file has become shorter than it was.
    func read(upTo limit: Int, into buffer: inout ByteBuffer) throws(BuildContextError) -> Int {
        let wanted = Int(min(Int64(limit), remaining))
        guard wanted > 0 else { return 0 }
        let count: Int
        if var piece = whole?.readSlice(length: wanted) {
            count = buffer.writeBuffer(&piece)
        } else {
            count = try Self.read(descriptor, wanted, path, into: &buffer)
        }
        guard count > 0 else {
            throw BuildContextError(
                .fileChanged, path: ByteName.shown(path),
                message: "became shorter while it was being sent; build again when nothing writes to it")
        }
        remaining -= Int64(count)
        return count
    }

    private static func read(_ descriptor: CInt, _ size: Int, _ path: String) throws(BuildContextError) -> ByteBuffer {
        var buffer = ByteBuffer()
        while buffer.readableBytes < size {
            if try read(descriptor, size - buffer.readableBytes, path, into: &buffer) == 0 { break }
        }
        return buffer
    }

    private static func read(
        _ descriptor: CInt, _ wanted: Int, _ path: String, into buffer: inout ByteBuffer
    ) throws(BuildContextError) -> Int {
        var failure: CInt = 0
        let count = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: wanted) { pointer in
            while true {
                let count = Foundation.read(descriptor, pointer.baseAddress, wanted)
                if count >= 0 { return count }
                if errno != EINTR {
                    failure = errno
                    return 0
                }
            }
        }
        guard failure == 0 else { throw unreadable(path, failure) }
        return count
    }

    private static func unreadable(_ path: String, _ number: CInt) -> BuildContextError {
        BuildContextError(.unreadable, path: ByteName.shown(path), message: String(cString: strerror(number)))
    }
}
