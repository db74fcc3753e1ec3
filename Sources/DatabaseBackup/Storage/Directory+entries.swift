import Glibc

extension Directory {
    /// Names in the directory, without `.` and `..`, sorted.
    func entries() throws(SystemCallError) -> [String] {
        // fdopendir takes the descriptor over and moves its offset, so it gets one of its own.
        let copy = try checked("open", path: path) { openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard let stream = fdopendir(copy) else {
            let error = SystemCallError("fdopendir", path: path)
            close(copy)
            throw error
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Removes a file or a directory with everything in it; symbolic links are removed, not followed.
    func removeTree(_ name: String) throws(SystemCallError) {
        if unlinkat(descriptor, name, 0) == 0 || errno == ENOENT { return }
        guard errno == EISDIR || errno == EPERM else { throw SystemCallError("unlink", path: path(of: name)) }
        let inner = try openSubdirectory(name)
        for entry in try inner.entries() {
            try inner.removeTree(entry)
        }
        _ = try checked("rmdir", path: path(of: name)) { unlinkat(descriptor, name, AT_REMOVEDIR) }
    }
}
