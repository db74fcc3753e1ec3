import Foundation
import NIOCore

/// A file of a build context while it is being sent.
final class ContextFile {
    let path: String
    let size: Int64
    let mode: UInt32
    let modified: Int64
    private let descriptor: CInt
    private var remaining: Int64

    /// Opens a file the walk has found.
    /// - Throws: `BuildContextError`, `fileChanged` when it is no regular file any more.
    init(root: String, path: String) throws(BuildContextError) {
        self.path = path
        descriptor = open("\(root)/\(path)", O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
            let message = String(cString: strerror(errno))
            if descriptor >= 0 { close(descriptor) }
            throw BuildContextError(.unreadable, path: path, message: message)
        }
        size = Int64(status.st_size)
        mode = UInt32(status.st_mode & 0o7777)
        modified = Int64(status.st_mtim.tv_sec)
        remaining = size
        if status.st_mode & S_IFMT != S_IFREG {
            close(descriptor)
            throw BuildContextError(.fileChanged, path: path, message: "was replaced while it was being read")
        }
    }

    deinit { close(descriptor) }

    /// Appends the next bytes to a buffer.
    /// - Returns: how many; 0 at the end.
    /// - Throws: `BuildContextError`, `fileChanged` when the file is not as long as it was.
    func read(upTo limit: Int, into buffer: inout ByteBuffer) throws(BuildContextError) -> Int {
        let wanted = Int(min(Int64(limit), remaining))
        guard wanted > 0 else {
            try checkSize()
            return 0
        }
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
        guard failure == 0 else {
            throw BuildContextError(.unreadable, path: path, message: String(cString: strerror(failure)))
        }
        guard count > 0 else { throw changed() }
        remaining -= Int64(count)
        return count
    }

    private func checkSize() throws(BuildContextError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, Int64(status.st_size) == size else { throw changed() }
    }

    private func changed() -> BuildContextError {
        BuildContextError(
            .fileChanged, path: path,
            message: "changed its size while it was being sent; build again when nothing writes to it")
    }
}
