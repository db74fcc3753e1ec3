import Glibc

/// An open directory: every name is resolved against the descriptor, so that a path that is swapped meanwhile
/// changes nothing, and no name is followed through a symbolic link.
package final class Directory: Sendable {
    let descriptor: Int32
    let path: String

    init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    static func open(_ path: String) throws(SystemCallError) -> Directory {
        let descriptor = try checked("open", path: path) {
            Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        }
        return Directory(descriptor: descriptor, path: path)
    }

    func path(of name: String) -> String {
        "\(path)/\(name)"
    }

    func openSubdirectory(_ name: String) throws(SystemCallError) -> Directory {
        let descriptor = try checked("open", path: path(of: name)) {
            openat(self.descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        }
        return Directory(descriptor: descriptor, path: path(of: name))
    }

    /// Makes a directory only its owner may enter.
    func makeSubdirectory(_ name: String) throws(SystemCallError) -> Directory {
        _ = try checked("mkdir", path: path(of: name)) { mkdirat(descriptor, name, 0o700) }
        return try openSubdirectory(name)
    }

    /// Creates a file that did not exist, readable by its owner only.
    func createFile(_ name: String) throws(SystemCallError) -> OpenFile {
        try openFile(name, flags: O_WRONLY | O_CREAT | O_EXCL)
    }

    func openFile(_ name: String, flags: Int32 = O_RDONLY) throws(SystemCallError) -> OpenFile {
        let path = path(of: name)
        // A FIFO in place of the file must not hang the caller.
        let descriptor = try checked("open", path: path) {
            openat(self.descriptor, name, flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0o600)
        }
        return OpenFile(descriptor: descriptor, path: path)
    }

    func rename(_ name: String, to newName: String) throws(SystemCallError) {
        _ = try checked("rename", path: path(of: name)) { renameat(descriptor, name, descriptor, newName) }
    }

    /// Returns when the names in this directory are on the device.
    func synchronize() throws(SystemCallError) {
        _ = try checked("fsync", path: path) { fsync(descriptor) }
    }

    /// Bytes an unprivileged process may still write to this file system.
    func freeBytes() throws(SystemCallError) -> Int64 {
        var status = statvfs()
        guard fstatvfs(descriptor, &status) == 0 else { throw SystemCallError("statvfs", path: path) }
        // Some file systems answer with the largest number there is.
        let (bytes, isTooLarge) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        return isTooLarge ? .max : Int64(clamping: bytes)
    }
}
