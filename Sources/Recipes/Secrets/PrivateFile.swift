import Foundation

/// A file that only its owner may read, written whole or not at all.
struct PrivateFile: Sendable {
    let path: String

    init(_ path: String) { self.path = path }

    /// The contents; `nil` where there is no such file.
    func read() throws -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw failure(errno)
        }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        return Array(try handle.readToEnd() ?? Data())
    }

    /// Puts the contents in the place of those that were there.
    func write(_ bytes: [UInt8]) throws { try put(bytes) { rename($0, path) } }

    /// Writes the contents unless there is such a file.
    func create(_ bytes: [UInt8]) throws {
        try put(bytes) { draft in
            let result = link(draft, path)
            let error = errno
            unlink(draft)
            errno = error
            return result == 0 || error == EEXIST ? 0 : -1
        }
    }

    private func put(_ bytes: [UInt8], _ place: (_ draft: String) -> Int32) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let draft = "\(path).\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw failure(errno) }
        defer { close(file) }
        do {
            try FileHandle(fileDescriptor: file).write(contentsOf: bytes)
            guard fsync(file) == 0, place(draft) == 0 else { throw failure(errno) }
        } catch {
            unlink(draft)
            throw error
        }
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw failure(errno) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw failure(errno) }
    }

    private func failure(_ error: Int32) -> SecretLedgerError {
        SecretLedgerError(file: path, reason: String(cString: strerror(error)))
    }
}
