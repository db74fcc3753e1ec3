import Glibc

/// An open file descriptor that is closed when its owner lets go of it.
final class OpenFile: Sendable {
    let descriptor: Int32
    let path: String

    init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    /// Writes all of the bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws(SystemCallError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let slice = UnsafeRawBufferPointer(rebasing: rest)
            let written = try checked("write", path: path) { Glibc.write(descriptor, slice.baseAddress, slice.count) }
            rest = rest.dropFirst(written)
        }
    }

    /// Reads up to the buffer's size; 0 at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemCallError) -> Int {
        try checked("read", path: path) { Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
    }

    /// Returns when the bytes and the size are on the device.
    func synchronize() throws(SystemCallError) {
        _ = try checked("fsync", path: path) { fsync(descriptor) }
    }

    /// Asks the kernel to forget its copy, so that the next read comes from the device.
    func dropCache() {
        _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
    }

    func status() throws(SystemCallError) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw SystemCallError("stat", path: path) }
        return status
    }
}
