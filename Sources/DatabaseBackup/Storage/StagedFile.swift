import Crypto

/// A file being written into a stage: counts and hashes what passes through it.
final class StagedFile {
    let name: String
    private(set) var bytes: Int64 = 0
    private var hash = SHA256()
    private let file: OpenFile

    /// Creates the file; it must not exist.
    init(_ name: String, in directory: Directory) throws {
        self.name = name
        file = try directory.createFile(name)
    }

    func write(_ buffer: UnsafeRawBufferPointer) throws(SystemCallError) {
        try file.write(buffer)
        hash.update(bufferPointer: buffer)
        bytes += Int64(buffer.count)
    }

    /// Makes the file durable and describes it.
    func seal() throws(SystemCallError) -> StoredFile {
        try file.synchronize()
        return StoredFile(name: name, bytes: bytes, sha256: hash.finalize().hexadecimal)
    }
}
